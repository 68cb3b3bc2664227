package import NexusFlowAPI

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The file that `login` writes and `logout` removes: the key alone on one line, for its owner's eyes only.
package struct KeyFile: Sendable {
    /// An absolute path.
    package let path: String

    /// The most bytes that a file with one key may have.
    private static let maximumSize = 4096

    package init(path: String) {
        self.path = path
    }

    /// The key, or `nil` if there is no such file.
    ///
    /// - Throws: ``ShellError`` if the file is not the user's alone, or holds anything but one key.
    package func read() throws(ShellError) -> APIKey? {
        // Not waiting for a writer, should it be a named pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("cannot read the key in \(path)")
        }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw failure("cannot read the key in \(path)") }
        guard info.st_mode & S_IFMT == S_IFREG else {
            throw ShellError(.trouble, "\(path) is not a file with a key", remedy: "move it away, then login again")
        }
        guard info.st_mode & 0o077 == 0 else {
            throw ShellError(
                .trouble, "the key in \(path) can be read by others than you, so it is not used",
                remedy: "chmod 600 \(quoted(path))")
        }
        guard info.st_size <= Self.maximumSize else { throw unusable("it is too large") }
        var bytes: [UInt8]
        do { bytes = try FileAccess.readAll(descriptor, named: path) } catch { throw ShellError.wrapping(error) }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw unusable("it is empty") }
        guard !bytes.contains(UInt8(ascii: "\n")) else { throw unusable("it has several lines") }
        guard let key = APIKey(typed: String(decoding: bytes, as: UTF8.self)) else { throw unusable(APIKey.rule) }
        return key
    }

    /// Writes the key, in place of one that is there: the file is whole and the user's alone (0600) at every moment.
    package func write(_ key: APIKey) throws(ShellError) {
        try FileAccess.makeFolder(folder)
        let part = "\(path).\(getpid())"
        unlink(part)
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("cannot write the key to \(path)") }
        let line = Array("\(key.secret)\n".utf8)
        let isWritten = Glibc.write(descriptor, line, line.count) == line.count && fsync(descriptor) == 0
        let reason = errno
        close(descriptor)
        errno = reason
        guard isWritten, rename(part, path) == 0 else {
            let error = failure("cannot write the key to \(path)")
            unlink(part)
            throw error
        }
        synchronizeFolder()
    }

    /// Removes the file.
    ///
    /// - Returns: `false` if there was none.
    package func remove() throws(ShellError) -> Bool {
        if unlink(path) == 0 {
            synchronizeFolder()
            return true
        }
        if errno == ENOENT || errno == ENOTDIR { return false }
        throw failure("cannot remove \(path)")
    }

    private var folder: String { Session.folder(of: path) }

    /// Sees to it that the name survives a loss of power; where folders cannot be synchronised, nothing is lost by it.
    private func synchronizeFolder() {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func failure(_ sentence: String) -> ShellError {
        ShellError(.trouble, "\(sentence): \(String(cString: strerror(errno)).lowercased())")
    }

    private func unusable(_ reason: String) -> ShellError {
        ShellError(.trouble, "the key in \(path) cannot be used: \(reason)", remedy: "login stores it anew")
    }

    private func quoted(_ path: String) -> String {
        path.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
            ? path : "'" + path.replacing("'", with: "'\\''") + "'"
    }
}

extension APIKey {
    /// What a key that somebody hands over must look like, as a clause.
    static let rule = "a key begins with \(prefix) and has neither blanks nor characters beyond ASCII"

    /// A key as somebody hands it over, to be stored.
    ///
    /// - Returns: `nil` if it is none of this API.
    init?(typed text: String) {
        guard text.hasPrefix(Self.prefix), text.utf8.count > Self.prefix.utf8.count else { return nil }
        self.init(text)
    }
}
