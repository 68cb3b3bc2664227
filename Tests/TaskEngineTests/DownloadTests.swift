import FoundationEssentials
import NexusFlowAPI
import Synchronization
import TaskLedger
import Testing

@testable import TaskEngine

@Suite("A download")
struct DownloadTests {
    @Test("puts the whole video under its name, tells the ledger, and describes it beside it")
    func whole() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.serve)
            let steps = Mutex<[TransferProgress]>([])
            let outcome = try await bench.engine.download(1, to: target) { step in steps.withLock { $0.append(step) } }
            guard case .downloaded(let record) = outcome else { return #expect(Bool(false)) }
            #expect(record.file == "\(target.folder)/clip.mp4")
            #expect(record.fileSize == Int64(storedVideo.count))
            #expect(record.crc64 == ScriptedStore.checksum(storedVideo))
            #expect(try bench.ledger.task(1) == record)
            #expect(try content("\(target.folder)/clip.mp4") == storedVideo)
            #expect(files(target) == ["clip.json", "clip.mp4"])
            #expect(
                steps.withLock { $0.last }
                    == TransferProgress(received: Int64(storedVideo.count), total: Int64(storedVideo.count)))
            let sidecar = try JSONValue(parsing: try content("\(target.folder)/clip.json"))
            #expect(sidecar["number"] == 1)
            #expect(sidecar["request"]?["seed"] == 7)
            #expect(sidecar["proof"]?["crc64"]?.string == record.crc64)
            #expect(sidecar["file"]?.string == record.file)
        }
    }

    @Test("goes on where the connection broke, and proves the whole")
    func resumed() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.cut(after: 200_000), .cut(after: 70_000), .serve)
            _ = try await bench.engine.download(1, to: target)
            #expect(try content("\(target.folder)/clip.mp4") == storedVideo)
            let requests = bench.store.requests
            #expect(requests.map(\.offset) == [0, 134_464, 138_928])
            #expect(requests.map(\.entityTag) == [nil, "\"v1\"", "\"v1\""])
        }
    }

    @Test("goes on after the process died, with the part re-read from the disk")
    func resumedLater() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.cut(after: 150_000), .status(418))
            _ = try await downloadFailure(bench, target)
            #expect(files(target) == [".clip.mp4.part"])
            let engine = TaskEngine(
                ledger: try Ledger(path: bench.ledger.path), service: bench.service, store: bench.store,
                account: "none",
                clock: bench.clock, configuration: EngineConfiguration())
            bench.store.on(.serve)
            _ = try await engine.download(1, to: target)
            #expect(bench.store.requests.last?.offset == 84_464)
            #expect(try content("\(target.folder)/clip.mp4") == storedVideo)
            #expect(files(target) == ["clip.json", "clip.mp4"])
            await engine.shutdown()
        }
    }

    @Test("whose part was spoiled on the disk starts over and ends with the right file")
    func spoiledPart() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.cut(after: 150_000), .status(418))
            _ = try await downloadFailure(bench, target)
            let part = "\(target.folder)/.clip.mp4.part"
            var bytes = try content(part)
            bytes[1000] ^= 1
            try Data(bytes).write(to: URL(filePath: part))
            bench.store.on(.serve, .serve)
            _ = try await bench.engine.download(1, to: target)
            #expect(bench.store.requests.suffix(2).map(\.offset) == [84_464, 0])
            #expect(try content("\(target.folder)/clip.mp4") == storedVideo)
        }
    }

    @Test("of an object that changed meanwhile starts over")
    func changedObject() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.cut(after: 150_000), .status(418))
            _ = try await downloadFailure(bench, target)
            let other = video(seed: 9)
            bench.store.change {
                $0.object = other
                $0.entityTag = "\"v2\""
            }
            bench.store.on(.serve)
            _ = try await bench.engine.download(1, to: target)
            #expect(try content("\(target.folder)/clip.mp4") == other)
        }
    }

    @Test("with neither a strong entity tag nor a checksum starts over")
    func nothingToGoOnWith() async throws {
        try await withVideo { bench, target async throws in
            bench.store.change {
                $0.entityTag = "W/\"weak\""
                $0.hasChecksum = false
            }
            bench.store.on(.cut(after: 150_000), .serve, .serve)
            _ = try await bench.engine.download(1, to: target)
            #expect(try content("\(target.folder)/clip.mp4") == storedVideo)
            #expect(bench.store.requests.last?.offset == 0)
        }
    }

    @Test("with a wrong checksum is fetched once more, then refused; nothing appears under the name")
    func wrongChecksum() async throws {
        try await withVideo { bench, target async throws in
            let lie = ScriptedStore.Line.say(
                200, [.init("Content-Length", "\(storedVideo.count)"), .init("x-oss-hash-crc64ecma", "12345")],
                storedVideo)
            bench.store.on(lie, lie)
            let error = try await downloadFailure(bench, target)
            #expect(error.message.contains("checksum (CRC-64)") && error.message.contains("12345"))
            #expect(files(target) == [])
            #expect(try bench.ledger.task(1)?.file == nil)
        }
    }

    @Test("that brings more or less than it said never appears under the name")
    func wrongLength() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.say(200, [.init("Content-Length", "\(storedVideo.count - 1)")], storedVideo))
            #expect(try await downloadFailure(bench, target).message.contains("more than"))
            let short = ScriptedStore.Line.say(200, [.init("Content-Length", "\(storedVideo.count + 1)")], storedVideo)
            bench.store.on(short, short, short, short, short, short)
            #expect(
                try await downloadFailure(bench, target).message.contains(
                    "ended after \(storedVideo.count) of \(storedVideo.count + 1)"))
            #expect(!files(target).contains("clip.mp4"))
        }
    }

    @Test("of something that is no video, or one of another length, is refused", arguments: [0, 1, 2])
    func notTheVideo(kind: Int) async throws {
        try await withVideo { bench, target async throws in
            let body =
                kind == 0
                ? Array("<html>login</html>".utf8) : kind == 1 ? video(seconds: 12) : Array(storedVideo.dropLast(9))
            bench.store.on(.say(200, [.init("Content-Length", "\(body.count)")], body))
            let error = try await downloadFailure(bench, target)
            guard case .download = error.code else { return #expect(Bool(false), "\(error)") }
            #expect(files(target) == [])
        }
    }

    @Test("whose URL is no longer good asks the task for a fresh one, once", arguments: [403, 404])
    func staleURL(status: Int) async throws {
        try await withVideo { bench, target async throws in
            bench.service.on("GET /tasks/t-1", .task("succeeded", url: "https://v/1.mp4?sig=b"))
            bench.store.on(.status(status), .serve)
            _ = try await bench.engine.download(1, to: target)
            #expect(bench.store.requests.map(\.url) == ["https://v/1.mp4?sig=a", "https://v/1.mp4?sig=b"])
        }
        try await withVideo { bench, target async throws in
            bench.service.on("GET /tasks/t-1", .task("succeeded", url: "https://v/1.mp4?sig=b"))
            bench.store.on(.status(status), .status(status))
            #expect(try await downloadFailure(bench, target).message.contains("does not give it out"))
            #expect(files(target) == [])
        }
    }

    @Test("whose host no longer answers asks the task where the video is now")
    func goneHost() async throws {
        try await withVideo { bench, target async throws in
            bench.service.on("GET /tasks/t-1", .task("succeeded", url: "http://127.0.0.1:2/1.mp4"))
            bench.store.on(.unreachable, .serve)
            _ = try await bench.engine.download(1, to: target)
            #expect(bench.store.requests.last?.url == "http://127.0.0.1:2/1.mp4")
        }
    }

    @Test("that breaks again and again without getting further is given up, and its part kept")
    func givenUp() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.cut(after: 1000))
            for _ in 0..<5 { bench.store.on(.cut(after: 1000)) }
            _ = try await downloadFailure(bench, target)
            #expect(files(target) == [".clip.mp4.part"])
            #expect(bench.store.requests.count == 6)
        }
    }

    @Test("of a task that was thought expired asks the service first")
    func expired() async throws {
        try await withVideo { bench, target async throws in
            bench.service.on("POST /tasks", .task("running", id: "t-2"))
            _ = try await bench.engine.submit(bench.order())
            _ = try await bench.ledger.expire([2])
            bench.service.on("GET /tasks/t-2", .refusal(404), .task("succeeded", id: "t-2", url: "https://v/2.mp4"))
            #expect(try await downloadFailure(bench, target, 2).message == "task 2 is expired: it has no video")
            bench.store.on(.serve)
            _ = try await bench.engine.download(2, to: target)
            #expect(try content("\(target.folder)/clip.mp4") == storedVideo)
        }
    }

    @Test("that is cancelled keeps its part and says how to go on")
    func cancelled() async throws {
        try await withVideo { bench, target async throws in
            let latch = Latch()
            bench.store.on(.cut(after: 100_000), .hold(latch))
            let download = Task { try await bench.engine.download(1, to: target) }
            await latch.isReached()
            download.cancel()
            let error = await #expect(throws: EngineError.self) { _ = try await download.value }
            guard case .cancelled? = error?.code else { return #expect(Bool(false)) }
            #expect(files(target) == [".clip.mp4.part"])
        }
    }

    @Test("of a task that has no video says so and asks no storage")
    func noVideo() async throws {
        try await withBench { bench async throws in
            _ = try await bench.submitted("running")
            bench.service.on("GET /tasks/t-1", .task("running"))
            let target = DownloadTarget(folder: bench.folder)
            #expect(try await downloadFailure(bench, target).message == "task 1 is running: it has no video")
            #expect(try await downloadFailure(bench, target, 5).message == "the ledger has no task 5")
        }
    }
}
