package import NexusFlowAPI
package import TaskLedger

/// The world that a session lives in, handed in from outside.
package struct ShellEnvironment: Sendable {
    package let console: any Console
    package let backend: any Backend
    package let clock: any WallClock
    /// Environment variables of the process.
    package let variables: [String: String]
    /// The folder against which relative paths of the prompt and of downloads are read; absolute.
    package let workingDirectory: String
    /// The user's home folder; absolute.
    package let home: String
    /// The user's own catalogue file, which may not be there.
    package let cataloguePath: String?
    /// The user's profiles.
    package let profiles: ProfileStore
    /// Where texts are kept while somebody edits them; `nil` where nothing can be stored.
    package let draftsFolder: String?
    /// The process that runs of the ledger belong to.
    package let process: ProcessIdentity
    /// Where `login` puts the key; `nil` where nothing can be stored.
    package let keyFile: KeyFile?
    /// Keeps keys out of requests and messages.
    package let keyGuard: KeyGuard
    /// Draws a seed from ``NexusFlowAPI/SeedRule/allowed``.
    package let drawSeed: @Sendable () -> Int

    package init(
        console: any Console, backend: any Backend, clock: any WallClock, variables: [String: String],
        workingDirectory: String, home: String, cataloguePath: String?, profiles: ProfileStore = .none,
        draftsFolder: String? = nil, process: ProcessIdentity = .current, keyFile: KeyFile? = nil,
        keyGuard: KeyGuard = KeyGuard(),
        drawSeed: @escaping @Sendable () -> Int = { Int.random(in: SeedRule.allowed) }
    ) {
        self.console = console
        self.backend = backend
        self.clock = clock
        self.variables = variables
        self.workingDirectory = workingDirectory
        self.home = home
        self.cataloguePath = cataloguePath
        self.profiles = profiles
        self.draftsFolder = draftsFolder
        self.process = process
        self.keyFile = keyFile
        self.keyGuard = keyGuard
        self.drawSeed = drawSeed
    }

    /// Whether `$env.NAME` would be a key, which no line may use.
    func withholds(variable name: String) -> Bool {
        name == APIKey.variable || variables[name].map(keyGuard.holdsKey) ?? false
    }
}

/// How a session was started.
package struct SessionOptions: Sendable {
    /// Whether a person types: errors do not end the session then.
    package var isInteractive = false
    /// How the program was started, as a person would type it.
    package var command = "nfsh"
    /// The same with `--resume`.
    package var resumeCommand = "nfsh --resume"
    /// Which script it runs; `nil` for a person's shell.
    package var runKey: RunKey?
    /// `--resume`
    package var resumes = false
    /// `--max-cost`
    package var maximumCost: Money?
    /// `--yes`
    package var assumesYes = false
    /// `--quiet`: no messages but errors.
    package var isQuiet = false
    /// `--output`
    package var output: OutputFormat?
    /// `--color`
    package var color: String?
    /// `--jobs`
    package var jobs: Int?
    /// `$1` and following.
    package var arguments: [String] = []

    package init() {}
}

extension ShellEnvironment {
    /// The built-in catalogue, with the user's own over it where there is one.
    ///
    /// - Throws: ``ShellError`` if the user's file is no catalogue.
    package func catalogue() throws -> Catalogue {
        let builtIn = try Catalogue.builtIn()
        guard let cataloguePath, FileAccess.exists(cataloguePath) else { return builtIn }
        let bytes = try FileAccess.read(cataloguePath)
        do {
            return builtIn.overridden(by: try Catalogue(parsing: bytes, provenance: .assumed))
        } catch {
            throw ShellError(
                .trouble, "\(cataloguePath) is no catalogue: \(error)", remedy: "mend the file, or move it away")
        }
    }
}
