import Glibc

/// The file that the entries of all shells are appended to, one JSON object a line.
///
/// It is only ever appended to, whole lines under a lock, so that shells never lose each other's entries; a line that
/// a crash has torn is closed by the next one and skipped by readers. Mode 0600, and 0700 for a folder it creates.
struct HistoryFile {
    let path: String
    /// Where the next look at the file begins: everything before has been read.
    private var offset: off_t = 0

    /// The end of the file that is looked at first: what a bounded number of entries may take.
    private static let firstLook: off_t = 8 << 20

    init(path: String) { self.path = path }

    /// Adds one line.
    func append(_ record: HistoryRecord) throws(LineEditorError) {
        createFolder()
        let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LineEditorError(.history) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw LineEditorError(.history) }
        if status.st_mode & 0o077 != 0 { fchmod(descriptor, 0o600) }
        var last: UInt8 = 0x0A
        if status.st_size > 0 { pread(descriptor, &last, 1, status.st_size - 1) }
        let bytes = (last == 0x0A ? [] : [0x0A]) + record.line
        guard writeAll(bytes, to: descriptor) else { throw LineEditorError(.history) }
    }

    /// The records that were added since the last call, at most the newest `limit`.
    mutating func read(limit: Int) -> [HistoryRecord] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
        if status.st_size < offset { offset = 0 }
        guard status.st_size > offset else { return [] }
        var start = offset
        var isCut = false
        if status.st_size - start > Self.firstLook {
            start = status.st_size - Self.firstLook
            isCut = true
        }
        var bytes = Self.bytes(of: descriptor, in: start..<status.st_size)
        guard let end = bytes.lastIndex(of: 0x0A) else { return [] }
        offset = start + off_t(end) + 1
        bytes.removeSubrange((end + 1)...)
        let lines = bytes.split(separator: 0x0A).dropFirst(isCut ? 1 : 0)
        return lines.suffix(limit).compactMap { HistoryRecord(line: $0) }
    }

    private static func bytes(of descriptor: Int32, in range: Range<off_t>) -> [UInt8] {
        let count = Int(range.upperBound - range.lowerBound)
        return Array(unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, let base = buffer.baseAddress {
                let got = pread(descriptor, base + filled, count - filled, range.lowerBound + off_t(filled))
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else { break }
                filled += got
            }
        }
    }

    private func createFolder() {
        for (index, byte) in zip(path.utf8.indices, path.utf8) where byte == UInt8(ascii: "/") {
            let folder = String(path[..<index])
            if !folder.isEmpty { mkdir(folder, 0o700) }
        }
    }
}

/// Writes all of `bytes`, waiting where the descriptor cannot take them yet.
@discardableResult
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written > 0 {
            rest = rest.dropFirst(written)
        } else if written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) {
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&ready, 1, -1)
        } else if written < 0 && errno == EINTR {
            continue
        } else {
            return false
        }
    }
    return true
}
