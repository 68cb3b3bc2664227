import Media

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The steps that put a finished file under its name for good.
enum FileSystem {
    /// Makes a folder and those above it.
    static func makeFolder(_ path: String) throws(FileFailure) {
        var folder = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            folder += folder.isEmpty || folder.hasSuffix("/") ? part : "/\(part)"
            guard mkdir(folder, 0o777) != 0 else { continue }
            let number = errno
            var info = stat()
            guard stat(folder, &info) == 0 else { throw FileFailure("make the folder", folder, number) }
            guard info.st_mode & S_IFMT == S_IFDIR else { throw FileFailure("make the folder", folder, ENOTDIR) }
        }
    }

    /// The path from the root, without `.`, `..` or doubled slashes; symbolic links stay as they are.
    static func absolute(_ path: String) -> String {
        var whole = path
        if !path.hasPrefix("/"), let here = getcwd(nil, 0) {
            defer { free(here) }
            whole = "\(String(cString: here))/\(path)"
        }
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// `/a/b.mp4` → `/a`.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Whether anything has that name, a broken link included.
    static func exists(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0
    }

    /// Gives a file its final name, in place of another if `replacing`.
    ///
    /// - Returns: `false` if the name is taken.
    static func publish(_ part: String, as file: String, replacing: Bool) throws(FileFailure) -> Bool {
        if replacing {
            if rename(part, file) != 0 { throw FileFailure("rename \(part) to", file) }
            return true
        }
        // A second name can only be given where none is: nobody's file is overwritten, even in a race.
        if link(part, file) == 0 {
            unlink(part)
            return true
        }
        switch errno {
        case EEXIST: return false
        case EPERM, ENOTSUP, ENOSYS, EMLINK, EOPNOTSUPP:
            // A file system without second names.
            if exists(file) { return false }
            if rename(part, file) != 0 { throw FileFailure("rename \(part) to", file) }
            return true
        default: throw FileFailure("rename \(part) to", file)
        }
    }

    /// Waits until the names in a folder are on the disk.
    static func synchronizeFolder(_ path: String) throws(FileFailure) {
        let descriptor = openFolder(path)
        guard descriptor >= 0 else { throw FileFailure("open", path) }
        defer { close(descriptor) }
        // Some file systems know no such thing for folders.
        if fsync(descriptor) != 0, errno != EINVAL, errno != ENOTSUP { throw FileFailure("write", path) }
    }

    private static func openFolder(_ path: String) -> Int32 {
        #if canImport(Darwin)
            Darwin.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        #else
            Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        #endif
    }

    /// The bytes that may still be written to that folder's disk; `nil` where that is not known.
    static func freeSpace(at path: String) -> Int64? {
        var info = statvfs()
        guard statvfs(path, &info) == 0 else { return nil }
        let (bytes, overflow) = UInt64(info.f_bavail).multipliedReportingOverflow(by: UInt64(info.f_frsize))
        return overflow ? nil : Int64(clamping: bytes)
    }

    /// Writes a small file whole and at once, in place of one that is there.
    static func replace(_ path: String, with text: String) async throws(FileFailure) {
        let part = FileName.partial(for: path)
        guard case .opened(let file) = try PartFile.open(part) else { throw FileFailure("write", path, EBUSY) }
        try file.truncate(to: 0)
        var text = text
        let result = text.withUTF8 { bytes in
            Result { () throws(FileFailure) in try file.append(UnsafeRawBufferPointer(bytes)) }
        }
        try result.get()
        try await file.synchronize()
        _ = try publish(part, as: path, replacing: true)
    }
}
