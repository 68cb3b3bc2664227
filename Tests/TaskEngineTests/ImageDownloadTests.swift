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

    private static func line(_ number: UInt8, checksum: Bool = true) -> ScriptedStore.Line {
        let bytes = image(number)
        var headers = [APIResponse.Header("Content-Length", "\(bytes.count)")]
        if checksum { headers.append(.init("x-oss-hash-crc64ecma", ScriptedStore.checksum(bytes))) }
        return .say(200, headers, bytes)
    }

    private static let answer: JSONValue = [
        "id": "t-1", "status": "succeeded", "created_at": "2026-06-01T12:00:00.000Z",
        "output": ["image_urls": ["https://v/1.jpg?sig=a", "https://v/2.jpg?sig=a", "https://v/3.jpg?sig=a"]],
    ]

    /// A bench with a task that made three images.
    private static func withImages(_ body: (Bench, DownloadTarget) async throws -> Void) async throws {
        try await withBench { bench async throws in
            bench.service.on("POST /tasks", .answer(202, answer, []))
            var order = bench.order()
            order.request = GenerationRequest(model: "wan2.6-t2i", prompt: "a boat", seed: 7, extra: ["n": 4])
            _ = try await bench.engine.submit(order)
            try await body(bench, DownloadTarget(folder: "\(bench.folder)/images", template: "picture.mp4"))
        }
    }

    @Test("notes each as soon as it is there, and gives the task its file once all are")
    func all() async throws {
        try await Self.withImages { bench, target async throws in
            bench.store.on(Self.line(1), Self.line(2, checksum: false), Self.line(3))
            guard case .downloaded(let record) = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(bench.store.requests.map(\.url) == (1...3).map { "https://v/\($0).jpg?sig=a" })
            #expect(files(target) == ["picture-2.jpg", "picture-3.jpg", "picture.jpg", "picture.jpg.json"])
            #expect(record.files == ["", "-2", "-3"].map { "\(target.folder)/picture\($0).jpg" })
            for (number, file) in zip([1, 2, 3] as [UInt8], record.files) {
                #expect(try content(file) == Self.image(number))
            }
            #expect(try bench.ledger.task(1) == record)
            #expect(record.file == record.files[0] && record.cost == nil)
            let sidecar = try JSONValue(parsing: try content("\(target.folder)/picture.jpg.json"))
            #expect(sidecar["files"]?.array?.count == 3)
            #expect(FileReport(on: record).verdict == .whole)
        }
    }

    @Test("stores the others where one cannot be had, and goes on with that one alone")
    func interrupted() async throws {
        try await Self.withImages { bench, target async throws in
            bench.store.on(Self.line(1), .status(404), .status(404), Self.line(3))
            bench.service.on("GET /tasks/t-1", .answer(200, Self.answer, []))
            #expect(try await downloadFailure(bench, target).message.contains("the storage does not give it out"))
            let halfway = try #require(try bench.ledger.task(1))
            #expect(halfway.file == nil && halfway.imageFiles.map(\.position) == [1, 3])
            #expect(files(target) == ["picture-3.jpg", "picture.jpg"])
            bench.store.on(Self.line(2))
            guard case .downloaded(let record) = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(
                record.files.map { $0.split(separator: "/").last } == ["picture.jpg", "picture-2.jpg", "picture-3.jpg"])
            #expect(bench.store.requests.count == 5)
        }
    }

    @Test("fetches one that was lost later, and none again that is there")
    func lost() async throws {
        try await Self.withImages { bench, target async throws in
            bench.store.on(Self.line(1), Self.line(2), Self.line(3))
            _ = try await bench.engine.download(1, to: target)
            try FileManager.default.removeItem(atPath: "\(target.folder)/picture-3.jpg")
            #expect(FileReport(on: try #require(try bench.ledger.task(1))).verdict == .missing)
            bench.store.on(Self.line(3))
            guard case .downloaded = try await bench.engine.download(1, to: target) else { return #expect(Bool(false)) }
            #expect(files(target) == ["picture-2.jpg", "picture-3.jpg", "picture.jpg", "picture.jpg.json"])
            let before = bench.store.requests.count
            guard case .alreadyThere = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(bench.store.requests.count == before)
            // In another folder all of them are missing.
            var other = target
            other.folder += "/other"
            bench.store.on(Self.line(1), Self.line(2), Self.line(3))
            guard case .downloaded(let record) = try await bench.engine.download(1, to: other) else {
                return #expect(Bool(false))
            }
            #expect(record.files.allSatisfy { $0.hasPrefix(other.folder) })
        }
    }

    @Test("takes a file that an attempt before left under its name for the image, if it is it")
    func orphan() async throws {
        try await Self.withImages { bench, target async throws in
            try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
            try Data(Self.image(2)).write(to: URL(filePath: "\(target.folder)/picture-2.jpg"))
            try Data("mine".utf8).write(to: URL(filePath: "\(target.folder)/picture-3.jpg"))
            try Data(Self.image(3)).write(to: URL(filePath: "\(target.folder)/picture-3-2.jpg"))
            bench.store.on(Self.line(1), Self.line(2), Self.line(3, checksum: false))
            _ = try await bench.engine.download(1, to: target)
            #expect(
                files(target) == [
                    "picture-2.jpg", "picture-3-2.jpg", "picture-3.jpg", "picture.jpg", "picture.jpg.json",
                ])
            #expect(try content("\(target.folder)/picture-3.jpg") == Array("mine".utf8))
            #expect(try bench.ledger.task(1)?.files.last == "\(target.folder)/picture-3-2.jpg")
        }
    }

    @Test("replaces with overwrite the name that was asked for, and no other that is not its own")
    func overwrite() async throws {
        try await Self.withImages { bench, target async throws in
            var target = target
            target.exists = .overwrite
            try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
            try Data("old".utf8).write(to: URL(filePath: "\(target.folder)/picture.jpg"))
            try Data("mine".utf8).write(to: URL(filePath: "\(target.folder)/picture-2.jpg"))
            for _ in 1...2 {
                bench.store.on(Self.line(1), Self.line(2), Self.line(3))
                _ = try await bench.engine.download(1, to: target)
                #expect(try content("\(target.folder)/picture.jpg") == Self.image(1))
                #expect(try content("\(target.folder)/picture-2.jpg") == Array("mine".utf8))
                #expect(try content("\(target.folder)/picture-2-2.jpg") == Self.image(2))
                #expect(try content("\(target.folder)/picture-3.jpg") == Self.image(3))
            }
            #expect(
                files(target) == [
                    "picture-2-2.jpg", "picture-2.jpg", "picture-3.jpg", "picture.jpg", "picture.jpg.json",
                ])
        }
    }

    @Test("leaves the description of a video alone that has the same name up to its ending")
    func sidecar() async throws {
        try await Self.withImages { bench, target async throws in
            var target = target
            target.exists = .skip
            try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
            let description = Array(#"{"id": "t-0", "proof": {}}"#.utf8)
            try Data(description).write(to: URL(filePath: "\(target.folder)/picture.json"))
            bench.store.on(Self.line(1), Self.line(2), Self.line(3))
            _ = try await bench.engine.download(1, to: target)
            #expect(try content("\(target.folder)/picture.json") == description)
        }
    }

    @Test("keeps the addresses that a later answer leaves out")
    func shorterAnswer() async throws {
        try await Self.withImages { bench, target async throws in
            bench.store.on(.status(403), Self.line(1), Self.line(2), Self.line(3))
            bench.service.on("GET /tasks/t-1", .task("succeeded"))
            guard case .downloaded(let record) = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(record.files.count == 3 && record.product == "image")
        }
    }

    @Test("is of a video where a video was asked for, whatever images come with the answer")
    func videoWithImages() async throws {
        try await withBench { bench async throws in
            let cover: JSONValue = ["id": "t-1", "status": "succeeded", "output": ["image_url": "https://v/cover.jpg"]]
            bench.service.on("POST /tasks", .answer(202, cover, []))
            let record = try await bench.engine.submit(bench.order())
            #expect(record.videoURL == nil && record.imageURLs.isEmpty)
        }
    }

    @Test("publishes nothing that is no whole image, a video included")
    func damaged() async throws {
        for bad in [video(), Array("<svg/>".utf8), Array(Self.image(2).dropLast(2))] {
            try await Self.withImages { bench, target async throws in
                bench.store.on(.say(200, [.init("Content-Length", "\(bad.count)")], bad), Self.line(2), Self.line(3))
                let error = try await downloadFailure(bench, target)
                #expect(error.message.hasPrefix("the image of task 1 was not stored: "))
                #expect(files(target) == ["picture-2.jpg", "picture-3.jpg"])
                #expect(try bench.ledger.task(1)?.file == nil)
            }
        }
    }

    @Test("that was spoiled later is told apart from one that is another image")
    func verdicts() async throws {
        try await Self.withImages { bench, target async throws in
            bench.store.on(Self.line(1), Self.line(2), Self.line(3))
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
