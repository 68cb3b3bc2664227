import ShellLanguage

/// The profile that a session uses.
struct SessionProfile: Hashable {
    let name: String
    /// The settings as they were when it was loaded or saved.
    let settings: Settings
}

extension Session {
    /// Takes over the settings of a profile: what it does not say goes back to its default, but for the ceilings, which
    /// nothing lifts unsaid. Nothing changes unless all of it could be run.
    ///
    /// - Returns: whether it could.
    func use(profile name: String, _ run: () async -> Bool) async -> Bool {
        let before = settings
        let profileBefore = profile
        resetSettings()
        for ceiling in ["budget", "confirm"] where before.isSet(ceiling) { settings.set(ceiling, to: before[ceiling]) }
        guard await run() else {
            settings = before
            profile = profileBefore
            return false
        }
        profile = SessionProfile(name: name, settings: settings)
        return true
    }
}

extension Interpreter {
    /// Takes over the settings of a profile before anything else is run.
    ///
    /// - Returns: whether that went well; why not is told.
    package func use(profile name: String) async -> Bool {
        switch session.environment.profiles.load(name) {
        case .failure(let error):
            session.console.message("error: \(error.message)\(error.remedy.map { "\n  \($0)" } ?? "")\n")
            return fail(error.status == .check ? .usage : error.status)
        case .success(let script):
            return await session.use(profile: name) { await run(script) }
        }
    }

    /// The name of the profile in use for the prompt, with a star once settings differ from it; `nil` without one.
    package var profileLabel: String? {
        session.profile.map { $0.settings == session.settings ? $0.name : "\($0.name)*" }
    }
}

extension Settings {
    /// What was set, as lines that set it again.
    var lines: [String] { changed.map { "set \($0.name)=\(quotedWord($0.value, prose: false))" } }
}
