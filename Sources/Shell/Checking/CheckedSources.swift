import ShellLanguage

/// A script as it was read, once, and checked: what runs is this, whatever becomes of the file.
struct CheckedScript {
    let loaded: LoadedScript
    let parsed: ParseResult
}

/// The scripts that a check has followed, by absolute path, so that the run takes them as they were checked.
final class CheckedSources {
    private var scripts: [String: CheckedScript] = [:]
    /// Files that the run itself has written since, or may have: they are read, and checked, anew.
    private var written: Set<String> = []
    private var anyMayBeWritten = false

    func keep(_ script: CheckedScript, at path: String) { scripts[path] = script }

    /// The script that was checked, unless the run itself may have changed the file.
    func script(at path: String) -> CheckedScript? {
        anyMayBeWritten || written.contains(path) ? nil : scripts[path]
    }

    /// Takes note that the run has written a file.
    func noteWriting(to path: String) { written.insert(FileAccess.canonical(path)) }

    /// Takes note that a command of the system's shell ran, which can write any.
    func noteShellCommand() { anyMayBeWritten = true }
}
