import NexusFlowAPI
import Subprocess
import Testing

@testable import LocalService

@Suite("Videos", .serialized)
struct VideoTests {
    private static let request: JSONValue = [
        "model": "wan2.6-t2v", "prompt": "a paper boat: it's 100% 'wet'; \\ %{pts} [x]", "resolution": "720P",
        "ratio": "3:4", "duration": 3, "seed": 7,
    ]

    /// The path and query of a finished task's video.
    private static func video(_ client: TestClient, _ id: String) async throws -> String {
        let url = try #require(try await client.task(id).json["output"]?["video_url"]?.string)
        return String(url.dropFirst(client.address.origin.count))
    }

    private static func probe(_ path: String) async throws -> [String: String] {
        let arguments = [
            "-v", "error", "-count_frames", "-show_entries",
            "stream=codec_type,codec_name,width,height,pix_fmt,r_frame_rate,nb_read_frames:format=duration", "-of",
            "default=noprint_wrappers=1", path,
        ]
        let result = try await Subprocess.run(
            .name("ffprobe"), arguments: Arguments(arguments), output: .string(limit: 65_536), error: .discarded)
        let lines = result.standardOutput.split(separator: "\n").map { $0.split(separator: "=").map(String.init) }
        return Dictionary(lines.map { ($0[0], $0[1]) }) { "\($0) \($1)" }
    }

    @Test("A video is H.264 of exactly the size, length and frame rate that was asked for, and is served with ranges")
    func video() async throws {
        try await withFolder { folder in
            try await withTestService(folder: folder) { client, clock in
                let id = try await client.createTask(Self.request)
                clock.advance(by: 200)
                let path = try await Self.video(client, id)
                let whole = try await client.get(path)
                #expect(whole.status == 200)
                #expect(whole.headers["content-type"] == "video/mp4")
                #expect(whole.headers["accept-ranges"] == "bytes")
                #expect(whole.promisedLength == whole.body.count)
                #expect(
                    try await Self.probe("\(folder)/videos/\(id).mp4") == [
                        "codec_type": "video", "codec_name": "h264", "width": "832", "height": "1088",
                        "pix_fmt": "yuv420p", "r_frame_rate": "24/1", "nb_read_frames": "72", "duration": "3.000000",
                    ])
                let start = whole.body.prefix(4096)
                #expect(start.firstRange(of: Array("moov".utf8)) != nil)

                var crc = CRC64()
                crc.update(whole.body)
                let checksum = "\(crc.value)"
                let tag = try #require(whole.headers["etag"])
                #expect(whole.headers["x-oss-hash-crc64ecma"] == checksum)
                #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))

                let size = whole.body.count
                let part = try await client.get(path, headers: ["Range": "bytes=1000-1999"])
                #expect(part.status == 206)
                #expect(part.headers["content-range"] == "bytes 1000-1999/\(size)")
                #expect(part.headers["x-oss-hash-crc64ecma"] == checksum)
                #expect(part.body == Array(whole.body[1000..<2000]))
                let rest = try await client.get(path, headers: ["Range": "bytes=\(size - 10)-", "If-Range": tag])
                #expect(rest.status == 206)
                #expect(rest.body == Array(whole.body.suffix(10)))
                let changed = try await client.get(path, headers: ["Range": "bytes=5-", "If-Range": "\"other\""])
                #expect(changed.status == 200)
                #expect(changed.body.count == size)
                let date = try #require(whole.headers["last-modified"])
                let dated = try await client.get(path, headers: ["Range": "bytes=5-", "If-Range": date])
                #expect(dated.status == 206)
                let beyond = try await client.get(path, headers: ["Range": "bytes=\(size)-"])
                #expect(beyond.status == 416)
                #expect(beyond.headers["content-range"] == "bytes */\(size)")

                var stranger = client
                stranger.key = nil
                let head = try await stranger.send("HEAD", path)
                #expect(head.status == 200)
                #expect(head.promisedLength == size)
                #expect(head.body.isEmpty)

                let forged = try await client.get(path.replacing("Signature=", with: "Signature=0"))
                #expect(forged.status == 403)
                #expect(forged.text.contains("<Code>SignatureDoesNotMatch</Code>"))
                #expect(try await client.get("/videos/\(id).mp4").status == 403)
                clock.advance(by: 86_400)
                let expired = try await client.get(path)
                #expect(expired.status == 403)
                #expect(expired.text.contains("<Code>AccessDenied</Code>"))
            }
        }
    }

    @Test("A video is rendered once, and the same by every process")
    func once() async throws {
        let bytes = try await withFolder { folder in
            try await withTestService(folder: folder) { client, clock in
                let id = try await client.createTask(Self.request)
                clock.advance(by: 200)
                let path = try await Self.video(client, id)
                let first = try await client.get(path).body
                let changed = FileSystem.modified("\(folder)/videos/\(id).mp4")
                #expect(try await client.get(path).body == first)
                #expect(FileSystem.modified("\(folder)/videos/\(id).mp4") == changed)
                #expect(FileSystem.names(in: "\(folder)/videos").sorted() == ["\(id).json", "\(id).mp4"])

                FileSystem.remove("\(folder)/videos/\(id).mp4")
                FileSystem.remove("\(folder)/videos/\(id).json")
                return (first, try await client.get(path).body)
            }
        }
        #expect(bytes.0 == bytes.1)
    }

    @Test("A truncated video ends before its length, an expired one is refused though its time has not come")
    func faults() async throws {
        try await withFolder { folder in
            let clock = ManualClock()
            let id = try await withTestService(clock: clock, folder: folder) { client, _ in
                try await client.createTask(Self.request)
            }
            clock.advance(by: 200)
            try await withTestService(faults: "truncate=1", clock: clock, folder: folder) { client, _ in
                let answer = try await client.get(try await Self.video(client, id))
                #expect(answer.status == 200)
                let promised = try #require(answer.promisedLength)
                #expect((1..<promised).contains(answer.body.count))
            }
            try await withTestService(faults: "wrong-checksum=1", clock: clock, folder: folder) { client, _ in
                let answer = try await client.get(try await Self.video(client, id))
                var checksum = CRC64()
                checksum.update(answer.body)
                #expect(answer.body.count == answer.promisedLength)
                #expect(answer.headers["x-oss-hash-crc64ecma"] == String(~checksum.value))
            }
            try await withTestService(faults: "expire=1", clock: clock, folder: folder) { client, _ in
                let answer = try await client.get(try await Self.video(client, id))
                #expect(answer.status == 403)
                #expect(answer.headers["content-type"] == "application/xml")
            }
        }
    }

    @Test("Image-to-video follows the shape of its image, and goes on without one that cannot be fetched")
    func images() async throws {
        try await withFolder { folder in
            try await withTestService(folder: folder) { client, clock in
                func size(_ url: String) async throws -> [String?] {
                    let id = try await client.createTask([
                        "model": "wan2.6-i2v", "prompt": "it moves", "duration": 3, "img_url": .string(url),
                    ])
                    clock.advance(by: 200)
                    #expect(try await client.send("HEAD", try await Self.video(client, id)).status == 200)
                    let facts = try await Self.probe("\(folder)/videos/\(id).mp4")
                    return [facts["width"], facts["height"], facts["nb_read_frames"]]
                }
                let portrait = try await size("\(client.address.origin)/samples/portrait.png")
                #expect(portrait == ["832", "1088", "72"])
                let absent = try await size("\(client.address.origin)/samples/none.png")
                #expect(absent == ["1280", "720", "72"])
            }
        }
    }

    @Test("The samples are images of their sizes, and nothing else of the folder can be had")
    func samples() async throws {
        try await withFolder { folder in
            try await withTestService(folder: folder) { client, _ in
                for sample in SampleImage.allCases {
                    let answer = try await client.get("/samples/\(sample.fileName)")
                    #expect(answer.status == 200)
                    #expect(answer.headers["content-type"] == "image/png")
                    #expect(FirstFrame.pngSize("\(folder)/samples/\(sample.fileName)") == sample.size)
                }
                for path in ["/samples/../secret", "/samples/%2e%2e%2fsecret", "/samples/other.png", "/samples/"] {
                    #expect(try await client.get(path).status == 404)
                }
            }
        }
    }
}
