import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a loss of power, or a failing disk, may make of a part's tail.
enum Tampering: String, CaseIterable, Hashable, Sendable {
    case untouched
    /// Some bytes are others.
    case altered
    /// From somewhere on there are only zeros: the length was on the disk, the content not.
    case zeroed
    case truncated
    case extended

    /// Does it to a part.
    ///
    /// - Returns: `false` if that changes nothing: it is empty, or has its final name already, by which it is no part any
    ///   more, or its tail is like that.
    func spoil(_ path: String, _ dice: inout Dice) throws -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_nlink == 1, status.st_size > 0 else { return false }
        let found = Array(try Data(contentsOf: URL(filePath: path)))
        var bytes = found
        // Mostly within what a resumed transfer fetches again, but not always.
        let tail = min(bytes.count, dice.happens(0.5) ? dice.integer(1...65_536) : dice.integer(1...bytes.count))
        let start = bytes.count - tail
        switch self {
        case .untouched: return true
        case .altered:
            for _ in 0..<dice.integer(1...8) {
                bytes[dice.integer(start...bytes.count - 1)] ^= UInt8(dice.integer(1...255))
            }
        case .zeroed: for index in start..<bytes.count { bytes[index] = 0 }
        case .truncated: bytes.removeLast(tail)
        case .extended:
            let isNoise = dice.happens(0.5)
            for _ in 0..<dice.integer(1...200_000) {
                bytes.append(isNoise ? UInt8(truncatingIfNeeded: dice.next()) : 0)
            }
        }
        guard bytes != found else { return false }
        // In place: the file stays the same one.
        let file = try FileHandle.writing(path)
        defer { close(file) }
        guard ftruncate(file, 0) == 0, pwrite(file, bytes, bytes.count, 0) == bytes.count else { return false }
        return true
    }
}

private enum FileHandle {
    struct Failure: Error {}

    static func writing(_ path: String) throws -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure() }
        return descriptor
    }
}
