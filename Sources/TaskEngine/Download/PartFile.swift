import NexusFlowAPI

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The file that a video grows in until it is whole: `.NAME.part` beside its final name, locked against other processes
/// for as long as it is open.
///
/// Not to be shared between tasks: one transfer owns it.
final class PartFile {
    enum Opening {
        case opened(PartFile)
        /// Another process, or another download of this one, holds it.
        case locked
    }

    let path: String
    private let descriptor: Int32
    private(set) var length: Int64
    /// Up to where the disk was told to begin with what was written.
    private var handedOver: Int64

    /// In bytes: often enough that little is left for the end, and seldom enough to cost nothing.
    private static let handOverSize: Int64 = 8 << 20

    private init(path: String, descriptor: Int32, length: Int64) {
        self.path = path
        self.descriptor = descriptor
        self.length = length
        handedOver = length
    }

    deinit { close(descriptor) }

    /// Opens or creates the part, and locks it.
    static func open(_ path: String) throws(FileFailure) -> Opening {
        // A part that is published or removed between its opening and its lock is another file by then.
        for _ in 0..<16 {
            let descriptor = openDescriptor(path)
            guard descriptor >= 0 else { throw FileFailure("open", path) }
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                let number = errno
                close(descriptor)
                if number == EWOULDBLOCK { return .locked }
                throw FileFailure("lock", path, number)
            }
            var opened = stat()
            var named = stat()
            guard fstat(descriptor, &opened) == 0, lstat(path, &named) == 0, opened.st_ino == named.st_ino,
                opened.st_dev == named.st_dev
            else {
                close(descriptor)
                continue
            }
            // One with a second name was being published when its process died: what is in it is a finished video.
            guard opened.st_nlink == 1 else {
                close(descriptor)
                if unlink(path) != 0 { throw FileFailure("remove", path) }
                continue
            }
            return .opened(PartFile(path: path, descriptor: descriptor, length: Int64(opened.st_size)))
        }
        throw FileFailure("lock", path, EBUSY)
    }

    private static func openDescriptor(_ path: String) -> Int32 {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
        #if canImport(Darwin)
            return Darwin.open(path, flags, 0o644)
        #else
            return Glibc.open(path, flags, 0o644)
        #endif
    }

    /// Cuts it to that length, where writing goes on.
    func truncate(to length: Int64) throws(FileFailure) {
        guard ftruncate(descriptor, off_t(length)) == 0, lseek(descriptor, off_t(length), SEEK_SET) >= 0 else {
            throw FileFailure("cut", path)
        }
        self.length = length
        handedOver = min(handedOver, length)
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
        var left = bytes[...]
        while !left.isEmpty {
            let written = write(descriptor, UnsafeRawBufferPointer(rebasing: left).baseAddress, left.count)
            if written < 0 {
                if errno == EINTR { continue }
                throw FileFailure("write", path)
            }
            left = left.dropFirst(written)
            length += Int64(written)
        }
        if length - handedOver >= Self.handOverSize { handOver() }
    }

    /// Has the disk begin with what it would be waited for at the end: Linux writes what is said not to be needed soon. It
    /// promises nothing, so nothing fails by it.
    private func handOver() {
        #if os(Linux)
            _ = posix_fadvise(descriptor, off_t(handedOver), off_t(length - handedOver), POSIX_FADV_DONTNEED)
        #endif
        handedOver = length
    }

    /// The checksum of its first `length` bytes, read from the disk.
    func checksum(ofFirst length: Int64) throws(FileFailure) -> CRC64 {
        try Self.checksum(descriptor, path, ofFirst: length)
    }

    /// Waits until its content is on the disk.
    func synchronize() async throws(FileFailure) {
        let number = await DiskWait.synchronize(descriptor)
        if number != 0 { throw FileFailure("write", path, number) }
    }

    func remove() {
        unlink(path)
    }

    /// The length and the checksum of a file; `nil` if there is no regular one of that name.
    ///
    /// - Parameter progress: called with how many bytes were read.
    static func proof(
        of path: String, progress: (Int64) -> Void = { _ in }
    ) throws(FileFailure) -> (length: Int64, checksum: CRC64)? {
        #if canImport(Darwin)
            let descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #else
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        #endif
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw FileFailure("read", path)
        }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw FileFailure("read", path) }
        guard info.st_mode & S_IFMT == S_IFREG else { return nil }
        let length = Int64(info.st_size)
        return (length, try checksum(descriptor, path, ofFirst: length, progress))
    }

    private static func checksum(
        _ descriptor: Int32, _ path: String, ofFirst length: Int64, _ progress: (Int64) -> Void = { _ in }
    ) throws(FileFailure) -> CRC64 {
        var checksum = CRC64()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var offset: Int64 = 0
        while offset < length {
            let wanted = Int(min(Int64(buffer.count), length - offset))
            let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, wanted, off_t(offset)) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileFailure("read", path, count < 0 ? errno : EIO) }
            buffer.withUnsafeBytes { checksum.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            offset += Int64(count)
            progress(offset)
        }
        return checksum
    }
}
