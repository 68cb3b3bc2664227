#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A regular file that is read at places, never as a whole.
struct RandomAccessFile: ~Copyable {
    let size: UInt64
    private let descriptor: CInt

    init(path: String) throws(MediaError) {
        // Without O_NONBLOCK a named pipe would be waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure("cannot open the file") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= 0 else {
            close(descriptor)
            throw MediaError(.unreadable, "it is not a file")
        }
        self.descriptor = descriptor
        size = UInt64(status.st_size)
    }

    deinit { close(descriptor) }

    /// Exactly `count` bytes at `offset`.
    func bytes(at offset: UInt64, count: Int) throws(MediaError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let read = pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(offset) + filled)
                if read < 0, errno == EINTR { continue }
                guard read > 0 else {
                    failed = read < 0
                    return
                }
                filled += read
            }
        }
        if failed { throw Self.failure("cannot read the file") }
        guard bytes.count == count else { throw MediaError(.damaged, "the file became shorter while it was read") }
        return bytes
    }

    private static func failure(_ what: String) -> MediaError {
        MediaError(.unreadable, "\(what): \(String(cString: strerror(errno)))")
    }
}
