import FoundationEssentials
import Subprocess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A server of the library's files.
enum VideoServer: String, CaseIterable, Hashable, Sendable {
    /// In this process.
    case own
    case nginx

    /// Where nginx is, if it is installed: on the search path, or where systems put servers.
    static let nginxPath: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/sbin", "/usr/local/sbin", "/sbin"]).map { "\($0)/nginx" }
            .first { access($0, X_OK) == 0 }
    }()

    /// Serves while `body` runs.
    ///
    /// - Parameters:
    ///   - folder: of the server's own.
    ///   - body: takes the address of a file's folder, without a slash at its end.
    func serving<Value: Sendable>(
        _ library: Library, folder: String, _ body: @Sendable (String) async throws -> Value
    ) async throws -> Value {
        switch self {
        case .own:
            let listener = try await Listener.open { Self.answer($0, library) }
            do {
                let value = try await body("http://127.0.0.1:\(listener.port)")
                await listener.stop()
                return value
            } catch {
                await listener.stop()
                throw error
            }
        case .nginx: return try await Self.withNginx(library, folder, body)
        }
    }

    // MARK: In this process

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

    // MARK: nginx

    struct NginxFailure: Error, CustomStringConvertible {
        let description: String
    }

    private static func withNginx<Value: Sendable>(
        _ library: Library, _ folder: String, _ body: @Sendable (String) async throws -> Value
    ) async throws -> Value {
        guard let nginx = nginxPath else { throw NginxFailure(description: "nginx is not installed") }
        // A port that was free a moment ago; another process may take it, so there are several attempts.
        for _ in 0..<5 {
            let probe = try await Listener.open { _ in .close }
            let port = probe.port
            await probe.stop()
            let home = "\(folder)/\(port)"
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
            try Data(configuration(library, folder, home, port).utf8).write(to: URL(filePath: "\(home)/nginx.conf"))
            let arguments = Arguments(["-p", home, "-c", "\(home)/nginx.conf", "-e", "\(home)/error.log"])
            // In the foreground, and ended with this closure.
            let value = try await Subprocess.run(
                .path(FilePath(nginx)), arguments: arguments, input: .none, output: .discarded, error: .sequence
            ) { process -> Value? in
                guard await isListening(port) else {
                    try? process.send(signal: .terminate)
                    return nil
                }
                do {
                    let value = try await body("http://127.0.0.1:\(port)")
                    try? process.send(signal: .terminate)
                    return value
                } catch {
                    try? process.send(signal: .terminate)
                    throw error
                }
            }.closureResult
            if let value { return value }
        }
        throw NginxFailure(description: "nginx does not start; see its error.log in \(folder)")
    }

    /// Fast ones, and slow ones (`/slow/`), so that a kill finds a transfer half done.
    private static func configuration(_ library: Library, _ folder: String, _ home: String, _ port: Int) -> String {
        let places = library.items.map { item in
            let header = item.hasChecksum ? "add_header x-oss-hash-crc64ecma \(item.video.checksum); " : ""
            return """
                        location = /\(item.id).mp4 { \(header)}
                        location = /slow/\(item.id).mp4 { \(header)limit_rate 3m; alias \(folder)/\(item.id).mp4; }
                """
        }
        return """
            daemon off;
            pid \(home)/nginx.pid;
            error_log \(home)/error.log;
            worker_processes 1;
            events { worker_connections 256; }
            http {
                access_log off;
                sendfile on;
                client_body_temp_path \(home)/body;
                proxy_temp_path \(home)/proxy;
                fastcgi_temp_path \(home)/fastcgi;
                uwsgi_temp_path \(home)/uwsgi;
                scgi_temp_path \(home)/scgi;
                server {
                    listen 127.0.0.1:\(port);
                    root \(folder);
            \(places.joined(separator: "\n"))
                }
            }

            """
    }

    private static func isListening(_ port: Int) async -> Bool {
        for _ in 0..<100 {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            close(descriptor)
            if isConnected { return true }
            guard (try? await Task.sleep(for: .milliseconds(30))) != nil else { return false }
        }
        return false
    }
}
