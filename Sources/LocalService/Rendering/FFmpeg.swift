import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The program that makes pictures and videos.
struct FFmpeg: Hashable, Sendable {
    /// An absolute path.
    let path: String

    private static let largestComplaint = 1 << 20

    /// Looks along a search path, without starting anything.
    static func find(in searchPath: String) throws(LocalServiceError) -> FFmpeg {
        let folders = searchPath.split(separator: ":").filter { $0.hasPrefix("/") }
        guard let path = folders.lazy.map({ "\($0)/ffmpeg" }).first(where: FileSystem.isExecutable) else {
            throw LocalServiceError(
                .ffmpegMissing, "the local service makes its videos with ffmpeg, which is not installed",
                remedy: "install the package ffmpeg")
        }
        return FFmpeg(path: path)
    }

    /// Runs it to its end, or until the task is cancelled or `timeout` is over: then it is killed.
    ///
    /// - Parameter folder: what relative paths in `arguments` start from.
    func run(
        _ arguments: [String], in folder: String, timeout: Duration = .seconds(120)
    ) async throws(LocalServiceError) {
        let complaint: String?
        do {
            complaint = try await withThrowingTaskGroup(of: String?.self) { group in
                group.addTask { try await run(arguments, in: folder) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    return "it took too long"
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        } catch {
            throw LocalServiceError(.rendering, "ffmpeg cannot be run: \(error)")
        }
        if let complaint { throw LocalServiceError(.rendering, "ffmpeg failed: \(complaint)") }
    }

    /// It inherits no environment, which may hold the key, and is no part of the terminal's job: Ctrl-C is not for it.
    ///
    /// - Returns: `nil` if all went well, else the last thing that it said.
    private func run(_ arguments: [String], in folder: String) async throws -> String? {
        var options = PlatformOptions()
        options.processGroupID = 0
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(["-nostdin", "-v", "error", "-y"] + arguments),
            environment: .custom([:] as [Environment.Key: String]), workingDirectory: FilePath(folder),
            platformOptions: options, output: .discarded, error: .string(limit: Self.largestComplaint))
        if result.terminationStatus.isSuccess { return nil }
        let lines = result.standardError.split(whereSeparator: \.isNewline)
        return lines.last.map(String.init) ?? "it ended with \(result.terminationStatus)"
    }
}
