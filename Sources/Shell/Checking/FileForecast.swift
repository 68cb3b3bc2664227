import ShellLanguage

/// What the lines before may have done to files: such a file cannot be judged before the run.
struct FileForecast {
    /// By absolute path.
    private var written: Set<String> = []
    private var anyMayBeWritten = false

    mutating func noteWriting(to path: String) { written.insert(FileAccess.canonical(path)) }

    /// A command of the system's shell, or a path that only the run knows.
    mutating func noteShellCommand() { anyMayBeWritten = true }

    /// Whether the file at this absolute path surely is, when the line runs, what it is now.
    func isSettled(_ path: String) -> Bool { !anyMayBeWritten && !written.contains(FileAccess.canonical(path)) }

    /// Whether a line names it as a place to write to, so that nothing of what it is now counts.
    func isReplaced(_ path: String) -> Bool { written.contains(FileAccess.canonical(path)) }
}
