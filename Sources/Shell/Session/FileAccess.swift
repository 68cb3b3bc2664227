import ShellLanguage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files as the shell reads and writes them: whole, with the system's own words when it cannot.
enum FileAccess {
    /// The largest file that is read whole: scripts, prompts, catalogues.
    static let maximumSize = 256 * 1024 * 1024

    /// - Throws: ``ShellError`` that names the path and the cause.
    static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot read", path) }
        defer { close(descriptor) }
        return try readAll(descriptor, named: path)
    }

    /// The path with its folder in the one form that the system knows it by, so that a file has one path however it was
    /// reached; as it is if there is no such folder.
    static func canonical(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), let folder = realpath(String(path[...slash]), nil) else {
            return path
        }
        defer { free(folder) }
        let base = String(cString: folder)
        return (base == "/" ? "" : base) + path[slash...]
    }

    /// The first bytes of a file, fewer if it is shorter; nothing where it cannot be read.
    static func beginning(_ path: String, _ length: Int) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: length)
        let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        return Array(buffer.prefix(max(count, 0)))
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether it is a file that can be run.
    static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    /// Whether it is a file that can be read more than once, and not a pipe or a device.
    ///
    /// - Throws: ``ShellError`` if there is nothing, or something that cannot be read.
    static func isFile(_ path: String) throws -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, access(path, R_OK) == 0 else { throw failure("cannot read", path) }
        return status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFDIR
    }

    /// The first bytes of a file, at most so many; none where it cannot be read.
    static func head(_ path: String, limit: Int) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = Glibc.read(descriptor, &bytes, limit)
        return Array(bytes.prefix(max(0, count)))
    }

    /// Reads a descriptor to its end.
    static func readAll(_ descriptor: Int32, named name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("cannot read", name)
            }
            bytes += buffer[..<count]
            guard bytes.count <= maximumSize else {
                throw ShellError(.trouble, "\(name) is larger than \(maximumSize / 1_048_576) MiB")
            }
        }
    }

    /// Writes `text` to the file, replacing what is there or (`appending`) behind it.
    static func write(_ text: String, to path: String, appending: Bool) throws {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (appending ? O_APPEND : O_TRUNC)
        let descriptor = open(path, flags, 0o644)
        guard descriptor >= 0 else { throw failure("cannot write", path) }
        defer { close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("cannot write", path)
            }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Writes `text` to the file in place of what is there: whoever opens it finds the old text or the new, whole.
    static func replace(_ path: String, with text: String) throws {
        let part = "\(path).\(getpid())"
        try write(text, to: part, appending: false)
        guard rename(part, path) == 0 else {
            let error = failure("cannot write", path)
            unlink(part)
            throw error
        }
    }

    /// Makes what is missing of a folder (absolute) and those above it, each for the user alone.
    static func makeFolders(_ folder: String) throws(ShellError) {
        var made = ""
        for part in folder.split(separator: "/") {
            made += "/\(part)"
            guard mkdir(made, 0o700) != 0, errno != EEXIST else { continue }
            let reason = errno
            var info = stat()
            guard stat(made, &info) != 0 else { continue }
            errno = reason
            throw failure("cannot make the folder", made)
        }
    }

    /// Writes a new file that only the user can read; one that is there is not touched.
    ///
    /// - Returns: `false` if there is one.
    static func create(_ path: String, _ text: String) throws -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            throw failure("cannot write", path)
        }
        close(descriptor)
        try write(text, to: path, appending: false)
        return true
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) { unlink(path) }

    /// What is in a folder, in no order, at most so much of it; nothing where it cannot be read.
    static func entries(_ path: String, limit: Int) -> [CompletionContext.FolderEntry] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var entries: [CompletionContext.FolderEntry] = []
        while entries.count < limit, let entry = readdir(folder) {
            let name = name(of: entry)
            guard name != ".", name != ".." else { continue }
            var isFolder = Int(entry.pointee.d_type) == Int(DT_DIR)
            if Int(entry.pointee.d_type) == Int(DT_LNK) || Int(entry.pointee.d_type) == Int(DT_UNKNOWN) {
                var status = stat()
                isFolder = stat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            }
            entries.append(CompletionContext.FolderEntry(name: name, isFolder: isFolder))
        }
        return entries
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        let length = Int(entry.pointee.d_reclen)
        return withUnsafePointer(to: &entry.pointee.d_name) { name in
            name.withMemoryRebound(to: CChar.self, capacity: length) { String(cString: $0) }
        }
    }

    private static func failure(_ verb: String, _ path: String) -> ShellError {
        let code = errno
        return ShellError(
            .trouble, "\(verb) \(path): \(String(cString: strerror(code)).lowercased())",
            remedy: code == ENOENT ? nearest(path).map { "did you mean '\(sanitised($0))'?" } : nil)
    }

    /// The file of the same folder whose name is nearest to that of one which is not there.
    private static func nearest(_ path: String) -> String? {
        let slash = path.lastIndex(of: "/")
        guard let folder = opendir(slash.map { String(path[...$0]) } ?? ".") else { return nil }
        defer { closedir(folder) }
        var names: [String] = []
        // A folder of millions of files is no place to guess in.
        while names.count < 10_000, let entry = readdir(folder) {
            let name = name(of: entry)
            if !name.hasPrefix(".") { names.append(name) }
        }
        return Suggestion.nearest(
            String(path[(slash.map { path.index(after: $0) } ?? path.startIndex)...]), in: names.sorted())
    }
}

extension ShellEnvironment {
    /// `path` as the user means it: `~/` is the home folder, a relative path stands below `folder` or, without one, the
    /// working folder.
    package func absolutePath(_ path: String, below folder: String? = nil) -> String {
        if path == "~" { return home }
        if path.hasPrefix("~/") { return home + path.dropFirst(1) }
        if path.hasPrefix("/") { return path }
        let base = folder ?? workingDirectory
        return base.hasSuffix("/") ? base + path : base + "/" + path
    }
}
