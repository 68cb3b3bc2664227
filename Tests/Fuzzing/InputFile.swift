#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file without a name, written anew for every input; in memory where the system has a folder there.
private let descriptor: CInt = {
    for folder in ["/dev/shm", getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"] {
        var path = Array("\(folder)/fuzz-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else { continue }
        unlink(path)
        return descriptor
    }
    require(false, "there is no place for the input")
    return -1
}()

/// Its path.
var inputPath: String { "/dev/fd/\(descriptor)" }

/// Makes it as long as the file system lets it be, holes and all; gives that length.
func stretchInput() -> Int {
    let lengths = (33...62).reversed().map { 1 << $0 }
    return lengths.first { ftruncate(descriptor, off_t($0)) == 0 } ?? 1 << 30
}

/// Writes a file of that length that begins with `bytes`.
func writeInput(_ bytes: [UInt8], length: Int) {
    let isWritten =
        ftruncate(descriptor, 0) == 0 && pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
        && ftruncate(descriptor, off_t(length)) == 0
    require(isWritten, "the input cannot be written")
}

/// Whether it is short, and nothing in it is obeyed by a terminal.
func isSentence(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count < 200 && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
}
