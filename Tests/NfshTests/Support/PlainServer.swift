import Dispatch
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An HTTP server on a port of its own that says what it is told, one request a connection, and keeps what it was asked.
final class PlainServer: Sendable {
    struct Request: Sendable {
        /// Request line and headers.
        let head: String
        let body: String

        var line: String { String(head.prefix { $0 != "\r\n" }) }
    }

    /// Status, headers such as `Location: /x`, body.
    typealias Answer = (status: Int, headers: [String], body: [UInt8])

    let port: Int
    private let listener: Int32
    private let log = Mutex<[Request]>([])

    init(_ answer: @escaping @Sendable (Request, _ port: Int) -> Answer) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, pointer, &length) == 0
            }
        }
        try #require(isListening)
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        // On threads of its own, since it waits for bytes.
        let queue = DispatchQueue(label: "server", attributes: .concurrent)
        queue.async { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                queue.async { [self] in
                    serve(connection, answer)
                    close(connection)
                }
            }
        }
    }

    /// What was asked so far.
    var requests: [Request] { log.withLock { $0 } }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ connection: Int32, _ answer: (Request, Int) -> Answer) {
        guard let request = Self.read(connection) else { return }
        log.withLock { $0.append(request) }
        let (status, headers, body) = answer(request, port)
        let lines = ["HTTP/1.1 \(status) X", "Content-Length: \(body.count)", "Connection: close"] + headers
        var bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)[...] + body
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    private static func read(_ connection: Int32) -> Request? {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: received, as: UTF8.self)
            if let end = text.firstRange(of: "\r\n\r\n") {
                let head = String(text[..<end.lowerBound])
                let length = head.split(separator: "\r\n").compactMap { line -> Int? in
                    let parts = line.split(separator: ": ", maxSplits: 1)
                    return parts[0].lowercased() == "content-length" ? Int(parts[1]) : nil
                }.first
                let body = text[end.upperBound...]
                if body.utf8.count >= length ?? 0 { return Request(head: head, body: String(body)) }
            }
            let count = Glibc.read(connection, &buffer, buffer.count)
            guard count > 0 else { return nil }
            received += buffer[..<count]
        }
    }
}
