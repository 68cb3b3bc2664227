import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The few operations on files that the state folder needs, with the guarantees that it needs them with.
enum FileSystem {
    /// Makes a folder that only its owner may enter, and those above it that are missing.
    static func makeFolder(_ path: String) throws(LocalServiceError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw failure("make the folder", path)
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("make the folder", path) }
    }

    /// The names in a folder, in no order; none if it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The bytes of a regular file; `nil` if there is none, or if it is larger than `limit`.
    static func read(_ path: String, limit: Int) -> [UInt8]? {
        guard let size = size(path), size <= limit else { return nil }
        let options: FileDescriptor.OpenOptions = [.closeOnExec, .nonBlocking]
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: options) else { return nil }
        return try? file.closeAfter {
            var bytes = [UInt8](repeating: 0, count: size)
            var count = 0
            while count < size {
                let got = try bytes.withUnsafeMutableBytes { try file.read(into: .init(rebasing: $0[count...])) }
                if got == 0 { break }
                count += got
            }
            return Array(bytes.prefix(count))
        }
    }

    /// Puts a file (mode 0600) in its place in one step: whoever looks sees none, the former one, or all of it.
    ///
    /// It survives the end of the process, not that of the machine: a simulation is not worth waiting for the disk.
    static func write(_ bytes: [UInt8], to path: String) throws(LocalServiceError) {
        let temporary = try writeTemporary(bytes, beside: path)
        guard rename(temporary, path) == 0 else {
            let error = failure("write", path)
            unlink(temporary)
            throw error
        }
    }

    /// Like ``write(_:to:)``, unless there is a file already: then that one stays.
    static func writeIfAbsent(_ bytes: [UInt8], to path: String) throws(LocalServiceError) {
        let temporary = try writeTemporary(bytes, beside: path)
        defer { unlink(temporary) }
        try publish(temporary, as: path)
    }

    /// Gives a finished file its name. Of several processes that made the same one, the first stays.
    static func publish(_ temporary: String, as path: String) throws(LocalServiceError) {
        guard link(temporary, path) == 0 || errno == EEXIST else { throw failure("write", path) }
    }

    static func remove(_ path: String) {
        unlink(path)
    }

    /// Removes a folder and the files in it; folders inside it stay, and it with them.
    static func removeFolder(_ path: String) {
        for name in names(in: path) { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// The size of a regular file in bytes.
    static func size(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// When a file or folder was last changed, in seconds since 1970.
    static func modified(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
            return Int(status.st_mtimespec.tv_sec)
        #else
            return Int(status.st_mtim.tv_sec)
        #endif
    }

    static func isExecutable(_ path: String) -> Bool {
        size(path) != nil && access(path, X_OK) == 0
    }

    static func isReadable(_ path: String) -> Bool {
        size(path) != nil && access(path, R_OK) == 0
    }

    /// Lets `path` point to `target`.
    static func makeLink(_ path: String, to target: String) throws(LocalServiceError) {
        guard symlink(target, path) == 0 else { throw failure("write", path) }
    }

    private static func writeTemporary(_ bytes: [UInt8], beside path: String) throws(LocalServiceError) -> String {
        let temporary = "\(path).\(UInt64.random(in: 0 ... .max)).tmp"
        do {
            let file = try FileDescriptor.open(
                FilePath(temporary), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerRead, .ownerWrite])
            try file.closeAfter { _ = try file.writeAll(bytes) }
            return temporary
        } catch {
            unlink(temporary)
            throw failure("write", path, (error as? Errno)?.description)
        }
    }

    private static func failure(_ action: String, _ path: String, _ reason: String? = nil) -> LocalServiceError {
        let reason = reason ?? Errno(rawValue: errno).description
        return LocalServiceError(.folder, "the local service cannot \(action) \(path): \(reason)")
    }
}
