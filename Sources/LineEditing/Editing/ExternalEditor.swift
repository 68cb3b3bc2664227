import Glibc

/// The user's own editor, run on a text in a temporary file that only the user can read.
struct ExternalEditor {
    /// A command for the shell; `nil` goes by the environment.
    let command: String?
    let input: Int32
    let output: Int32

    /// The text as it was saved, without the line feed that editors put at the end.
    func edit(_ text: String) throws(LineEditorError) -> String {
        let folder = variable("TMPDIR") ?? "/tmp"
        var template = Array("\(folder)/entry-XXXXXX.nfs".utf8CString)
        let descriptor = mkstemps(&template, 4)
        guard descriptor >= 0 else { throw LineEditorError(.editor) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        let isWritten = writeAll(Array((text + "\n").utf8), to: descriptor)
        close(descriptor)
        guard isWritten else { throw LineEditorError(.editor) }
        try run(command ?? variable("VISUAL") ?? variable("EDITOR") ?? "vi", path)
        var edited = try content(of: path)
        if edited.last == "\n" { edited.removeLast() }
        return edited
    }

    private func run(_ editor: String, _ path: String) throws(LineEditorError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for signal in [SIGINT, SIGQUIT, SIGTSTP, SIGPIPE, SIGTERM] { sigaddset(&defaults, signal) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        // The variable may hold options: the shell splits it, and the path is one word whatever it holds.
        let words = ["/bin/sh", "-c", "\(editor) \"$1\"", "sh", path]
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        let number = posix_spawn(&child, "/bin/sh", &actions, &attributes, &arguments, environ)
        guard number == 0 else { throw LineEditorError(.editor, number: number) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        guard status == 0 else { throw LineEditorError(.editor, number: 0) }
    }

    private func content(of path: String) throws(LineEditorError) -> String {
        guard let file = fopen(path, "re") else { throw LineEditorError(.editor) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
