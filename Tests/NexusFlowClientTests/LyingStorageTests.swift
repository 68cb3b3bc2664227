import FoundationEssentials
import NIOHTTP1
import NexusFlowAPI
import NexusFlowClient
import Synchronization
import TaskEngine
import TaskLedger
import Testing

/// Something that a storage may say, and what must come of it.
struct Lie: Sendable, CustomTestStringConvertible {
    enum End: Sendable {
        case rightFile
        /// An error whose message has these words, and no file.
        case error(String)
    }

    /// What is said to one request for the video.
    typealias Answer = @Sendable (Exchange) -> [Step]

    let testDescription: String
    let end: End
    /// Request by request; the last goes for all that follow.
    let answers: [Answer]

    init(_ description: String, _ end: End, _ answers: Answer...) {
        testDescription = description
        self.end = end
        self.answers = answers
    }
}

extension Lie {
    static let video = sampleVideo()
    static let checksum: String = {
        var checksum = CRC64()
        checksum.update(video)
        return String(checksum.value)
    }()
    private static let half = 150_000
    private static let proofs = ["x-oss-hash-crc64ecma: \(checksum)", "ETag: \"v1\""]

    private static func offset(_ exchange: Exchange) -> Int {
        exchange.headers["range"].first.flatMap { Int($0.dropFirst("bytes=".count).dropLast()) } ?? 0
    }

    private static func answer(_ status: Int, _ headers: [String], _ body: some Collection<UInt8>) -> [Step] {
        // Said, so that the next request does not race the end of this connection.
        let lines = ["HTTP/1.1 \(status) X", "Connection: close"] + headers
        return [.bytes(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body), .close]
    }

    /// The whole, with these headers beside its length.
    private static func whole(_ headers: [String], _ body: [UInt8] = video) -> Answer {
        { _ in answer(200, ["Content-Length: \(body.count)"] + headers, body) }
    }

    private static func cut(_ headers: [String]) -> Answer {
        { _ in answer(200, ["Content-Length: \(video.count)"] + headers, video.prefix(half)) }
    }

    /// What was asked for; its range is told `shift` bytes off, of a file `growth` bytes longer than it is.
    private static func rest(_ headers: [String], shift: Int = 0, growth: Int = 0) -> Answer {
        { exchange in
            let first = offset(exchange) + shift
            let body = video[first...] + [UInt8](repeating: 0, count: growth)
            let total = video.count + growth
            return answer(
                206,
                ["Content-Length: \(body.count)", "Content-Range: bytes \(first)-\(total - 1)/\(total)"] + headers,
                body)
        }
    }

    private static func status(_ status: Int, _ headers: [String] = []) -> Answer {
        { _ in answer(status, ["Content-Length: 0"] + headers, []) }
    }

    static let all: [Lie] = [
        Lie("nothing that is not so", .rightFile, whole(proofs)),
        Lie("a connection that breaks, and the rest", .rightFile, cut(proofs), rest(proofs)),
        Lie("fewer bytes than it says, each time", .error("before the answer was whole"), cut(proofs)),
        Lie("more bytes than it says", .rightFile) { _ in
            answer(200, ["Content-Length: \(video.count)"] + proofs, video + Array("and more".utf8))
        },
        Lie("less than all, with no length and no checksum", .error("cut off")) { _ in
            answer(200, [], video.prefix(half))
        },
        Lie("less than all, with no length", .error("checksum (CRC-64)")) { _ in
            answer(200, proofs, video.prefix(half))
        },
        Lie("a length of nothing", .error("empty"), whole([], [])),
        Lie("two lengths", .error("is not HTTP"), whole(["Content-Length: 7"])),
        Lie("a length of more than any video", .error("is said to have 99999999999999 bytes")) { _ in
            answer(200, ["Content-Length: 99999999999999"], video)
        },
        Lie("pieces that end in the middle of one", .error("before the answer was whole")) { _ in
            answer(200, ["Transfer-Encoding: chunked"], Array("FFFFF\r\n".utf8) + video)
        },
        Lie("a rest that begins elsewhere", .rightFile, cut(proofs), rest(proofs, shift: 7), whole(proofs)),
        Lie("a rest of a longer file", .rightFile, cut(proofs), rest(proofs, growth: 8), whole(proofs)),
        Lie(
            "a rest with less in it than its range", .rightFile, cut(proofs),
            { exchange in
                let first = offset(exchange)
                return answer(
                    206, ["Content-Range: bytes \(first)-\(video.count - 1)/\(video.count)"] + proofs,
                    video[first...].dropLast(1000))
            }, rest(proofs)),
        Lie("a rest with more in it than its range", .error("more than the \(video.count) bytes"), cut(proofs)) {
            exchange in
            let first = offset(exchange)
            return answer(
                206, ["Content-Range: bytes \(first)-\(video.count - 1)/\(video.count)"] + proofs,
                video[first...] + [0])
        },
        Lie(
            "a rest of other bytes under the same tag", .rightFile, cut(proofs),
            { exchange in
                let first = offset(exchange)
                return answer(
                    206, ["Content-Range: bytes \(first)-\(video.count - 1)/\(video.count)"] + proofs,
                    video[first...].map { ~$0 })
            }, whole(proofs)),
        Lie(
            "a rest without its range", .rightFile, cut(proofs),
            { exchange in
                answer(206, proofs, video[offset(exchange)...])
            }, whole(proofs)),
        Lie(
            "a rest under another tag, with no checksum", .rightFile, cut(["ETag: \"v1\""]), rest(["ETag: \"v2\""]),
            whole(["ETag: \"v2\""])),
        Lie(
            "a rest under a weak tag, with no checksum", .rightFile, cut(["ETag: W/\"v1\""]), rest(["ETag: W/\"v1\""]),
            whole([])),
        Lie("the whole in place of the rest", .rightFile, cut(proofs), whole(proofs)),
        Lie("a rest that nobody asked for", .error("another range"), rest(proofs)),
        Lie("that there is no such range", .rightFile, cut(proofs), status(416), whole(proofs)),
        Lie("that there is no range at all", .error("no such range"), status(416)),
        Lie("a wrong checksum once", .rightFile, whole(["x-oss-hash-crc64ecma: 1"]), whole(proofs)),
        Lie("a wrong checksum each time", .error("the storage says 1"), whole(["x-oss-hash-crc64ecma: 1"])),
        Lie("a checksum that is no number", .rightFile, whole(["x-oss-hash-crc64ecma: 0xFF"])),
        Lie("a page that asks for a login", .error("a page"), whole(["Content-Type: text/html; charset=utf-8"], page)),
        Lie(
            "such a page in place of the rest", .error("a page"), cut(proofs), whole(["Content-Type: text/html"], page)),
        Lie("such a page as if it were a video", .error("was not stored"), whole(["Content-Type: video/mp4"], page)),
        Lie("an encoding that was not asked for", .error("encoded"), whole(["Content-Encoding: gzip"] + proofs)),
        Lie("an encoding that is none", .rightFile, whole(["Content-Encoding: identity"] + proofs)),
        Lie("a head and then nothing", .error("in time")) { _ in
            [.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nvid")]
        },
        Lie("what is not HTTP", .error("is not HTTP")) { _ in [.write("video\r\n\r\n"), .close] },
        Lie("that it has nothing to say", .error("HTTP 204")) { _ in [.write("HTTP/1.1 204 X\r\n\r\n"), .close] },
        Lie("that nothing has changed", .error("HTTP 304")) { _ in [.write("HTTP/1.1 304 X\r\n\r\n"), .close] },
        Lie("that it is elsewhere, round and round", .error("redirects more than"), status(302, ["Location: /v.mp4"])),
        Lie("that it is in a file here", .error("redirects to where"), status(302, ["Location: file:///etc/hostname"])),
        Lie("that it is elsewhere, and where is not said", .error("HTTP 302"), status(302)),
    ]

    private static let page = Array("<html><body>Log in first.</body></html>".utf8)
}

@Suite("A storage that says")
struct LyingStorageTests {
    @Test("what is not so leaves the right file or an error that says why, never a wrong file", arguments: Lie.all)
    func lie(_ lie: Lie) async throws {
        try await withDownload(lie) { bench async throws in
            switch (lie.end, await bench.download()) {
            case (.rightFile, .success(.downloaded(let record))):
                #expect(bench.content("clip.mp4") == Lie.video)
                #expect(record.file == "\(bench.folder)/clip.mp4" && record.crc64 == Lie.checksum)
            case (.error(let words), .failure(let error)):
                #expect(error.message.contains(words), "\(error.message)")
                #expect(!bench.files.contains("clip.mp4") && !bench.files.contains("clip.json"), "\(bench.files)")
                #expect(try bench.ledger.task(1)?.file == nil)
            case (_, let outcome): Issue.record("\(outcome)")
            }
        }
    }

    @Test(
        "less than it did before, when the part is longer than the file, leaves the right file",
        arguments: [1, 200_000])
    func longerPart(excess: Int) async throws {
        let honest: Lie.Answer = { exchange in
            let asked = exchange.headers["range"].first.flatMap { Int($0.dropFirst(6).dropLast()) } ?? 0
            guard asked < Lie.video.count else {
                return [.answer(416, "", ["Content-Range: bytes */\(Lie.video.count)"])]
            }
            let range = "Content-Range: bytes \(asked)-\(Lie.video.count - 1)/\(Lie.video.count)\r\n"
            let body = Lie.video[asked...]
            let head =
                "HTTP/1.1 \(asked > 0 ? 206 : 200) X\r\nContent-Length: \(body.count)\r\n\(asked > 0 ? range : "")"
                + "x-oss-hash-crc64ecma: \(Lie.checksum)\r\n\r\n"
            return [.bytes(Array(head.utf8) + body)]
        }
        try await withDownload(Lie("less", .rightFile, honest)) { bench async throws in
            let part = "\(bench.folder)/.clip.mp4.part"
            try Data(Lie.video + [UInt8](repeating: 7, count: excess)).write(to: URL(filePath: part))
            try await bench.ledger.claim(VideoPart(path: part, entityTag: nil), for: 1)
            guard case .success(.downloaded) = await bench.download() else { return #expect(Bool(false)) }
            #expect(bench.content("clip.mp4") == Lie.video)
            #expect(bench.files == ["clip.json", "clip.mp4"])
        }
    }
}
