import FoundationEssentials
import NexusFlowAPI
import TaskLedger
import Testing

@testable import TaskEngine

@Suite("A download of images")
struct ImageDownloadTests {
    /// A file that is a JPEG as far as its frame says, different for each number.
    private static func image(_ number: UInt8) -> [UInt8] {
        let frame: [UInt8] = [0xFF, 0xC0, 0, 11, 8, 0, 36, 0, 48, 1, 1, 0x11, 0]
        let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]
        return [0xFF, 0xD8] + frame + scan + [UInt8](repeating: number, count: 5000) + [0xFF, 0xD9]
    }

    private static func line(_ number: UInt8, checksum: Bool = true, cut: Int = 0) -> ScriptedStore.Line {
        let bytes = image(number)
        var headers = [APIResponse.Header("Content-Length", "\(bytes.count)")]
        if checksum { headers.append(.init("x-oss-hash-crc64ecma", ScriptedStore.checksum(bytes))) }
        return .say(200, headers, bytes.dropLast(cut))
    }

    private static let answer: JSONValue = [
        "id": "t-1", "status": "succeeded", "created_at": "2026-06-01T12:00:00.000Z",
        "output": ["image_urls": ["https://v/1.jpg?sig=a", "https://v/2.jpg?sig=a", "https://v/3.jpg?sig=a"]],
    ]

    /// A bench with a task that made three images.
    private static func withImages(_ body: (Bench, DownloadTarget) async throws -> Void) async throws {
        try await withBench { bench async throws in
            bench.service.on("POST /tasks", .answer(202, answer, []))
            _ = try await bench.engine.submit(bench.order())
            try await body(bench, DownloadTarget(folder: "\(bench.folder)/images", template: "picture.mp4"))
        }
    }

    @Test("publishes the further ones first, so that a task with a file has all of them")
    func all() async throws {
        try await Self.withImages { bench, target async throws in
            bench.store.on(Self.line(2), Self.line(3), Self.line(1))
            guard case .downloaded(let record) = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(bench.store.requests.map(\.url) == [2, 3, 1].map { "https://v/\($0).jpg?sig=a" })
            #expect(files(target) == ["picture-2.jpg", "picture-3.jpg", "picture.jpg", "picture.json"])
            #expect(record.files == ["", "-2", "-3"].map { "\(target.folder)/picture\($0).jpg" })
            for (number, file) in zip([1, 2, 3] as [UInt8], record.files) {
                #expect(try content(file) == Self.image(number))
            }
            #expect(try bench.ledger.task(1) == record)
            let sidecar = try JSONValue(parsing: try content("\(target.folder)/picture.json"))
            #expect(sidecar["files"]?.array?.count == 3)
            #expect(FileReport(on: record).verdict == .whole)
        }
    }

    @Test("goes on with those that are missing, and fetches none again that is there")
    func interrupted() async throws {
        try await Self.withImages { bench, target async throws in
            bench.store.on(Self.line(2), .status(404), .status(404))
            bench.service.on("GET /tasks/t-1", .answer(200, Self.answer, []))
            #expect(try await downloadFailure(bench, target).message.contains("the storage does not give it out"))
            let halfway = try #require(try bench.ledger.task(1))
            #expect(halfway.file == nil && halfway.furtherFiles.map(\.position) == [2])
            #expect(files(target) == ["picture-2.jpg"])
        }
        try await Self.withImages { bench, target async throws in
            bench.store.on(Self.line(2), Self.line(3), Self.line(1))
            _ = try await bench.engine.download(1, to: target)
            // One that was lost comes back, and nothing else is fetched with its body.
            try FileManager.default.removeItem(atPath: "\(target.folder)/picture-3.jpg")
            #expect(FileReport(on: try #require(try bench.ledger.task(1))).verdict == .missing)
            bench.store.on(Self.line(3))
            guard case .downloaded = try await bench.engine.download(1, to: target) else { return #expect(Bool(false)) }
            #expect(files(target) == ["picture-2.jpg", "picture-3.jpg", "picture.jpg", "picture.json"])
            #expect(try content("\(target.folder)/picture-3.jpg") == Self.image(3))
            let before = bench.store.requests.count
            guard case .alreadyThere = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(bench.store.requests.count == before)
        }
    }

    @Test("takes a file that an attempt before left under its name for the image, if it is it")
    func orphan() async throws {
        try await Self.withImages { bench, target async throws in
            try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
            try Data(Self.image(2)).write(to: URL(filePath: "\(target.folder)/picture-2.jpg"))
            try Data("mine".utf8).write(to: URL(filePath: "\(target.folder)/picture-3.jpg"))
            bench.store.on(Self.line(2), Self.line(3), Self.line(1))
            _ = try await bench.engine.download(1, to: target)
            #expect(
                files(target) == ["picture-2.jpg", "picture-3-2.jpg", "picture-3.jpg", "picture.jpg", "picture.json"])
            #expect(try content("\(target.folder)/picture-3.jpg") == Array("mine".utf8))
            #expect(try content("\(target.folder)/picture-3-2.jpg") == Self.image(3))
        }
    }

    @Test("publishes nothing that is no whole image, a video included")
    func damaged() async throws {
        for bad in [video(), Array("<svg/>".utf8), Array(Self.image(2).dropLast(2))] {
            try await Self.withImages { bench, target async throws in
                bench.store.on(.say(200, [.init("Content-Length", "\(bad.count)")], bad))
                let error = try await downloadFailure(bench, target)
                #expect(error.message.hasPrefix("the image of task 1 was not stored: "))
                #expect(files(target).isEmpty)
            }
        }
    }

    @Test("that was spoiled later is told apart from one that is another image")
    func verdicts() async throws {
        try await Self.withImages { bench, target async throws in
            bench.store.on(Self.line(2), Self.line(3), Self.line(1))
            _ = try await bench.engine.download(1, to: target)
            let record = try #require(try bench.ledger.task(1))
            try Data(Self.image(9)).write(to: URL(filePath: record.files[1]))
            let changed = FileReport(on: record)
            #expect(changed.verdict == .changed)
            #expect(changed.reason == "image 2: its checksum is not the one that was published")
            try Data("gone".utf8).write(to: URL(filePath: record.files[1]))
            #expect(FileReport(on: record).verdict == .damaged)
            #expect(FileReport(on: record).reason == "image 2: it is no PNG, JPEG or WEBP")
        }
    }
}
