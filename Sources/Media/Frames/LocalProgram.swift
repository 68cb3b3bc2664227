import Subprocess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A program of this machine that is run for what it prints, never through a shell.
package struct LocalProgram: Hashable, Sendable {
    /// An absolute path.
    package let path: String

    /// Looks along a search path, without starting anything.
    package init?(_ name: String, in searchPath: String) {
        let paths = searchPath.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
        guard let path = paths.first(where: Self.isExecutable) else { return nil }
        self.path = path
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    /// The program's name without its folder.
    private var name: Substring { path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...] }

    /// Runs it to its end, or until the task is cancelled or `timeout` is over: then it is killed. It inherits no
    /// environment, which may hold the key, and is no part of the terminal's job: Ctrl-C is not for it.
    ///
    /// - Parameters:
    ///   - input: what it reads on standard input.
    ///   - limit: the most bytes that are taken of it.
    /// - Returns: what it wrote to standard output.
    /// - Throws: ``MediaError`` with ``MediaError/Code/toolFailed``; `CancellationError`.
    func output(
        _ arguments: [String], input: [UInt8] = [], limit: Int, timeout: Duration = .seconds(60)
    ) async throws -> [UInt8] {
        do {
            return try await withThrowingTaskGroup(of: [UInt8].self) { group in
                group.addTask { try await run(arguments, input, limit) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw MediaError(.toolFailed, "\(name) took too long")
                }
                defer { group.cancelAll() }
                return try await group.next() ?? []
            }
        } catch let error as MediaError {
            throw error
        } catch {
            try Task.checkCancellation()
            throw MediaError(.toolFailed, "\(name) cannot be run: \(error)")
        }
    }

    private func run(_ arguments: [String], _ input: [UInt8], _ limit: Int) async throws -> [UInt8] {
        var options = PlatformOptions()
        options.processGroupID = 0
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments),
            environment: .custom([:] as [Environment.Key: String]), platformOptions: options, input: .array(input),
            output: .bytes(limit: limit), error: .string(limit: 1 << 20))
        guard result.terminationStatus.isSuccess else {
            let lines = result.standardError.split(whereSeparator: \.isNewline)
            throw MediaError(
                .toolFailed, "\(name) failed: \(lines.last.map(String.init) ?? "\(result.terminationStatus)")")
        }
        return result.standardOutput
    }
}
