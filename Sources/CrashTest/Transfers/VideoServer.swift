import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the videos come from.
enum VideoServer: String, CaseIterable, Hashable, Sendable {
    /// A server in this process.
    case own
    case nginx
    /// The program's local service, in a process of its own.
    case local

    /// What it needs that is not there; `nil` if it can be used.
    var missingProgram: String? {
        switch self {
        case .own: nil
        case .nginx: Self.path(of: "nginx") == nil ? "nginx" : nil
        case .local: Self.path(of: "ffmpeg") == nil ? "ffmpeg" : nil
        }
    }

    /// Where a program is, if it is installed: on the search path, or where systems put servers.
    static func path(of name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/sbin", "/usr/local/sbin", "/sbin"]).map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
    }

    /// Serves while `body` runs.
    ///
    /// - Parameters:
    ///   - nfsh: the program whose local service it may be.
    ///   - folder: of the server's own.
    func serving<Value: Sendable>(
        nfsh: String, folder: String, _ body: @Sendable (Offer) async throws -> Value
    ) async throws -> Value {
        switch self {
        case .own: try await Self.withOwn(Library(in: folder), body)
        case .nginx: try await Self.withNginx(Library(in: folder), body)
        case .local: try await Self.withLocalService(nfsh, folder, body)
        }
    }

    private static func withOwn<Value: Sendable>(
        _ library: Library, _ body: @Sendable (Offer) async throws -> Value
    ) async throws -> Value {
        let listener = try await Listener.open { answer($0, library) }
        do {
            let value = try await body(library.offer(from: "http://127.0.0.1:\(listener.port)"))
            await listener.stop()
            return value
        } catch {
            await listener.stop()
            throw error
        }
    }

    /// A file or the rest of one, as a good storage does it. What a path has before the file's name is left aside.
    private static func answer(_ exchange: Exchange, _ library: Library) -> Reaction {
        let name = exchange.path.split(separator: "/").last ?? ""
        let now = Date()
        guard let item = library.items.first(where: { "\($0.id).mp4" == name }) else {
            return Answer(404, text: "NoSuchKey", at: now).whole
        }
        let bytes = item.video.bytes
        var answer = Answer(200, bytes: bytes, at: now)
        let condition = exchange.header("if-range")
        if let range = exchange.header("range"), condition == nil || condition == item.video.entityTag,
            let first = Int(range.dropFirst("bytes=".count).prefix { $0 != "-" })
        {
            guard first < bytes.count else { return Answer(416, text: "", at: now).whole }
            answer = Answer(206, bytes: Array(bytes[first...]), at: now)
            answer.headers.append(("Content-Range", "bytes \(first)-\(bytes.count - 1)/\(bytes.count)"))
        }
        answer.headers += [("ETag", item.video.entityTag), ("Content-Type", "video/mp4"), ("Accept-Ranges", "bytes")]
        if item.hasChecksum { answer.headers.append(("x-oss-hash-crc64ecma", item.video.checksum)) }
        return answer.whole
    }
}
