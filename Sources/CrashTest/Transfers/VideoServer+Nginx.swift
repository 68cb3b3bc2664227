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

extension VideoServer {
    private struct NginxFailure: Error, CustomStringConvertible {
        let description: String
    }

    static func withNginx<Value: Sendable>(
        _ library: Library, _ body: @Sendable (Offer) async throws -> Value
    ) async throws -> Value {
        guard let nginx = path(of: "nginx") else { throw NginxFailure(description: "nginx is not installed") }
        // A port that was free a moment ago; another process may take it, so there are several attempts.
        for _ in 0..<5 {
            let probe = try await Listener.open { _ in .close }
            let port = probe.port
            await probe.stop()
            let home = "\(library.folder)/\(port)"
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
            try Data(configuration(library, home, port).utf8).write(to: URL(filePath: "\(home)/nginx.conf"))
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
                    let value = try await body(library.offer(from: "http://127.0.0.1:\(port)", at: ["", "slow/"]))
                    try? process.send(signal: .terminate)
                    return value
                } catch {
                    try? process.send(signal: .terminate)
                    throw error
                }
            }.closureResult
            if let value { return value }
        }
        throw NginxFailure(description: "nginx does not start; see its error.log in \(library.folder)")
    }

    /// Fast ones, and slow ones (`/slow/`), so that a kill finds a transfer half done.
    private static func configuration(_ library: Library, _ home: String, _ port: Int) -> String {
        let places = library.items.map { item in
            let header = item.hasChecksum ? "add_header x-oss-hash-crc64ecma \(item.video.checksum); " : ""
            return """
                        location = /\(item.id).mp4 { \(header)}
                        location = /slow/\(item.id).mp4 { \(header)limit_rate 3m; alias \(library.folder)/\(item.id).mp4; }
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
                    root \(library.folder);
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
