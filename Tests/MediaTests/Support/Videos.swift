import FoundationEssentials
import Testing

@testable import Media

#if canImport(Glibc)
    import Glibc
#endif

/// A folder for the time of `body`.
func withFolder<Value>(_ body: (_ path: String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nfsh-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}

/// A file with these bytes, for the time of `body`.
func withFile<Value>(_ bytes: [UInt8], _ body: (_ path: String) throws -> Value) throws -> Value {
    try withFolder { folder in
        let path = folder + "/v.mp4"
        try Data(bytes).write(to: URL(filePath: path))
        return try body(path)
    }
}

/// What reading the file at `path` as an MP4 brings.
func outcome(_ path: String) -> Result<MP4Summary, MediaError> {
    do {
        return .success(try MP4Summary.read(path: path))
    } catch {
        return .failure(error)
    }
}

/// What reading these bytes as an MP4 fails with; `nil` if it does not.
func failure(_ bytes: [UInt8]) throws -> MediaError? {
    try withFile(bytes) { path -> MediaError? in
        guard case .failure(let error) = outcome(path) else { return nil }
        return error
    }
}

/// The bytes of a video that ffmpeg makes of its test picture.
func video(_ arguments: [String], seconds: Int = 3, size: String = "320x180", rate: Int = 24) throws -> [UInt8] {
    try withFolder { folder in
        let path = folder + "/made.mp4"
        try run(
            ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=s=\(size):r=\(rate):d=\(seconds)"] + arguments
                + ["-pix_fmt", "yuv420p", path])
        return Array(try Data(contentsOf: URL(filePath: path)))
    }
}

private func run(_ arguments: [String]) throws {
    var child = pid_t()
    var pointers = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    let spawned = posix_spawnp(&child, arguments[0], nil, nil, pointers, environ)
    var status: CInt = 0
    try #require(spawned == 0, "\(arguments[0]) is not installed")
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    try #require(status == 0, "\(arguments.joined(separator: " ")) failed")
}

/// A random generator whose numbers repeat (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Replaces the file's content, without the cost of a new file.
func overwrite(_ path: String, _ bytes: [UInt8]) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
}
