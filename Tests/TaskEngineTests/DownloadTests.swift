import FoundationEssentials
import NexusFlowAPI
import Synchronization
import TaskLedger
import Testing

@testable import TaskEngine

@Suite("A download")
struct DownloadTests {
    let object = video()

    /// A bench with a finished task.
    func withVideo(_ body: (Bench, DownloadTarget) async throws -> Void) async throws {
        try await withBench { bench async throws in
            bench.store.change { $0.object = object }
            _ = try await bench.submitted("succeeded", url: "https://v/1.mp4?sig=a")
            try await body(bench, DownloadTarget(folder: "\(bench.folder)/videos", template: "clip.mp4"))
        }
    }

    func failure(_ bench: Bench, _ target: DownloadTarget, _ number: Int = 1) async throws -> EngineError {
        try #require(
            await #expect(throws: EngineError.self) { _ = try await bench.engine.download(number, to: target) })
    }

    func files(_ target: DownloadTarget) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: target.folder)) ?? []).sorted()
    }

    func content(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    @Test("puts the whole video under its name, tells the ledger, and describes it beside it")
    func whole() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.serve)
            let steps = Mutex<[TransferProgress]>([])
            let outcome = try await bench.engine.download(1, to: target) { step in steps.withLock { $0.append(step) } }
            guard case .downloaded(let record) = outcome else { return #expect(Bool(false)) }
            #expect(record.file == "\(target.folder)/clip.mp4")
            #expect(record.fileSize == Int64(object.count))
            #expect(record.crc64 == ScriptedStore.checksum(object))
            #expect(try bench.ledger.task(1) == record)
            #expect(try content("\(target.folder)/clip.mp4") == object)
            #expect(files(target) == ["clip.json", "clip.mp4"])
            #expect(
                steps.withLock { $0.last }
                    == TransferProgress(received: Int64(object.count), total: Int64(object.count)))
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
            #expect(try content("\(target.folder)/clip.mp4") == object)
            let requests = bench.store.requests
            #expect(requests.map(\.offset) == [0, 134_464, 138_928])
            #expect(requests.map(\.entityTag) == [nil, "\"v1\"", "\"v1\""])
        }
    }

    @Test("goes on after the process died, with the part re-read from the disk")
    func resumedLater() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.cut(after: 150_000), .status(418))
            _ = try await failure(bench, target)
            #expect(files(target) == [".clip.mp4.part"])
            let engine = TaskEngine(
                ledger: try Ledger(path: bench.ledger.path), service: bench.service, store: bench.store,
                account: "none",
                clock: bench.clock, configuration: EngineConfiguration())
            bench.store.on(.serve)
            _ = try await engine.download(1, to: target)
            #expect(bench.store.requests.last?.offset == 84_464)
            #expect(try content("\(target.folder)/clip.mp4") == object)
            #expect(files(target) == ["clip.json", "clip.mp4"])
            await engine.shutdown()
        }
    }

    @Test("whose part was spoiled on the disk starts over and ends with the right file")
    func spoiledPart() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.cut(after: 150_000), .status(418))
            _ = try await failure(bench, target)
            let part = "\(target.folder)/.clip.mp4.part"
            var bytes = try content(part)
            bytes[1000] ^= 1
            try Data(bytes).write(to: URL(filePath: part))
            bench.store.on(.serve, .serve)
            _ = try await bench.engine.download(1, to: target)
            #expect(bench.store.requests.suffix(2).map(\.offset) == [84_464, 0])
            #expect(try content("\(target.folder)/clip.mp4") == object)
        }
    }

    @Test("of an object that changed meanwhile starts over")
    func changedObject() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.cut(after: 150_000), .status(418))
            _ = try await failure(bench, target)
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
            #expect(try content("\(target.folder)/clip.mp4") == object)
            #expect(bench.store.requests.last?.offset == 0)
        }
    }

    @Test("with a wrong checksum is fetched once more, then refused; nothing appears under the name")
    func wrongChecksum() async throws {
        try await withVideo { bench, target async throws in
            let lie = ScriptedStore.Line.say(
                200, [.init("Content-Length", "\(object.count)"), .init("x-oss-hash-crc64ecma", "12345")], object)
            bench.store.on(lie, lie)
            let error = try await failure(bench, target)
            #expect(error.message.contains("checksum (CRC-64)") && error.message.contains("12345"))
            #expect(files(target) == [])
            #expect(try bench.ledger.task(1)?.file == nil)
        }
    }

    @Test("that brings more or less than it said never appears under the name")
    func wrongLength() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.say(200, [.init("Content-Length", "\(object.count - 1)")], object))
            #expect(try await failure(bench, target).message.contains("more than"))
            let short = ScriptedStore.Line.say(200, [.init("Content-Length", "\(object.count + 1)")], object)
            bench.store.on(short, short, short, short, short, short)
            #expect(
                try await failure(bench, target).message.contains("ended after \(object.count) of \(object.count + 1)"))
            #expect(!files(target).contains("clip.mp4"))
        }
    }

    @Test("of something that is no video, or one of another length, is refused", arguments: [0, 1, 2])
    func notTheVideo(kind: Int) async throws {
        try await withVideo { bench, target async throws in
            let body =
                kind == 0
                ? Array("<html>login</html>".utf8) : kind == 1 ? video(seconds: 12) : Array(object.dropLast(9))
            bench.store.on(.say(200, [.init("Content-Length", "\(body.count)")], body))
            let error = try await failure(bench, target)
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
            #expect(try await failure(bench, target).message.contains("does not give it out"))
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
            _ = try await failure(bench, target)
            #expect(files(target) == [".clip.mp4.part"])
            #expect(bench.store.requests.count == 6)
        }
    }

    @Test("of what is here already and still right transfers nothing")
    func alreadyThere() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.serve)
            _ = try await bench.engine.download(1, to: target)
            let again = try await bench.engine.download(1, to: target)
            guard case .alreadyThere = again else { return #expect(Bool(false)) }
            #expect(bench.store.requests.count == 1)
            // A file that is no longer what was published is left alone, and the video fetched anew beside it.
            try Data("edited".utf8).write(to: URL(filePath: "\(target.folder)/clip.mp4"))
            bench.store.on(.serve)
            guard case .downloaded(let record) = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(record.file == "\(target.folder)/clip-2.mp4")
            #expect(try content("\(target.folder)/clip.mp4") == Array("edited".utf8))
        }
    }

    @Test("keeps somebody else's file: another name, no download, or its place, as was asked for")
    func existingFile() async throws {
        for policy in ExistingFilePolicy.allCases {
            try await withVideo { bench, target async throws in
                var target = target
                target.exists = policy
                try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
                let mine = "\(target.folder)/clip.mp4"
                try Data("mine".utf8).write(to: URL(filePath: mine))
                bench.store.on(.serve)
                switch policy {
                case .rename:
                    _ = try await bench.engine.download(1, to: target)
                    #expect(try content(mine) == Array("mine".utf8))
                    #expect(try content("\(target.folder)/clip-2.mp4") == object)
                    #expect(try bench.ledger.task(1)?.file == "\(target.folder)/clip-2.mp4")
                case .skip:
                    #expect(try await failure(bench, target).message.contains("is there already"))
                    #expect(try content(mine) == Array("mine".utf8))
                    #expect(files(target) == ["clip.mp4"])
                case .overwrite:
                    _ = try await bench.engine.download(1, to: target)
                    #expect(try content(mine) == object)
                }
            }
        }
    }

    @Test("that may skip takes a file whose length and checksum are the video's for the video")
    func skipsTheSame() async throws {
        try await withVideo { bench, target async throws in
            var target = target
            target.exists = .skip
            try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
            try Data(object).write(to: URL(filePath: "\(target.folder)/clip.mp4"))
            bench.store.on(.serve)
            guard case .alreadyThere(let record) = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(record.file == "\(target.folder)/clip.mp4")
            #expect(record.crc64 == ScriptedStore.checksum(object))
        }
    }

    @Test("that died between the name and the ledger finds its file again")
    func orphan() async throws {
        try await withVideo { bench, target async throws in
            try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
            try Data(object).write(to: URL(filePath: "\(target.folder)/clip.mp4"))
            try bench.ledger.claim(VideoPart(path: "\(target.folder)/.clip.mp4.part", entityTag: "\"v1\""), for: 1)
            bench.store.on(.serve)
            guard case .alreadyThere(let record) = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(record.file == "\(target.folder)/clip.mp4")
            #expect(files(target) == ["clip.json", "clip.mp4"])
        }
    }

    @Test("never shares its name with another one")
    func sameName() async throws {
        try await withVideo { bench, target async throws in
            bench.service.on("POST /tasks", .task("succeeded", id: "t-2", url: "https://v/2.mp4"))
            _ = try await bench.engine.submit(bench.order())
            let latch = Latch()
            bench.store.on(.hold(latch), .serve)
            let first = Task { try await bench.engine.download(1, to: target) }
            await latch.isReached()
            guard case .downloaded(let second) = try await bench.engine.download(2, to: target) else {
                return #expect(Bool(false))
            }
            latch.open()
            _ = try await first.value
            #expect(second.file == "\(target.folder)/clip-2.mp4")
            #expect(try bench.ledger.task(1)?.file == "\(target.folder)/clip.mp4")
            #expect(files(target) == ["clip-2.json", "clip-2.mp4", "clip.json", "clip.mp4"])
        }
    }

    @Test("that another process is doing is left to it")
    func otherProcess() async throws {
        try await withVideo { bench, target async throws in
            try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
            let path = "\(target.folder)/.clip.mp4.part"
            // A lock belongs to the opening, so this one is as strange to the engine as another process's.
            guard case .opened(let held) = try PartFile.open(path) else { return #expect(Bool(false)) }
            try bench.ledger.claim(VideoPart(path: path, entityTag: nil), for: 1)
            let error = try await failure(bench, target)
            #expect(error.isBusyElsewhere && error.message.contains("another nfsh"))
            #expect(held.length == 0)
            #expect(bench.store.requests.isEmpty)
        }
    }

    @Test("writes no description over somebody else's file, and says so")
    func strangeSidecar() async throws {
        for policy in [ExistingFilePolicy.overwrite, .rename] {
            try await withVideo { bench, target async throws in
                var target = target
                target.exists = policy
                try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
                let mine = "\(target.folder)/clip.json"
                try Data("{\"mine\":1}".utf8).write(to: URL(filePath: mine))
                bench.store.on(.serve)
                if policy == .overwrite {
                    #expect(try await failure(bench, target).message.contains("is another file"))
                    #expect(try bench.ledger.task(1)?.file == "\(target.folder)/clip.mp4")
                } else {
                    _ = try await bench.engine.download(1, to: target)
                    #expect(files(target) == ["clip-2.json", "clip-2.mp4", "clip.json"])
                }
                #expect(try content(mine) == Array("{\"mine\":1}".utf8))
            }
        }
    }

    @Test("of a task that was thought expired asks the service first")
    func expired() async throws {
        try await withVideo { bench, target async throws in
            bench.service.on("POST /tasks", .task("running", id: "t-2"))
            _ = try await bench.engine.submit(bench.order())
            _ = try await bench.ledger.expire([2])
            bench.service.on("GET /tasks/t-2", .refusal(404), .task("succeeded", id: "t-2", url: "https://v/2.mp4"))
            #expect(try await failure(bench, target, 2).message == "task 2 is expired: it has no video")
            bench.store.on(.serve)
            _ = try await bench.engine.download(2, to: target)
            #expect(try content("\(target.folder)/clip.mp4") == object)
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
            #expect(try await failure(bench, target).message == "task 1 is running: it has no video")
            #expect(try await failure(bench, target, 5).message == "the ledger has no task 5")
        }
    }

    @Test("to a folder that cannot be, or by a name that is none, says so before anything is fetched")
    func badTarget() async throws {
        try await withVideo { bench, _ async throws in
            let folder = try await failure(bench, DownloadTarget(folder: "/proc/nfsh"))
            #expect(folder.message.hasPrefix("cannot make the folder /proc/nfsh"))
            let name = try await failure(bench, DownloadTarget(folder: bench.folder, template: "{nmber}.mp4"))
            #expect(name.message.contains("{nmber}"))
            #expect(bench.store.requests.isEmpty)
        }
    }

    @Test("whose part has a second name, as after a crash while it was published, never writes into that file")
    func linkedPart() async throws {
        try await withVideo { bench, target async throws in
            try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
            let other = "\(target.folder)/precious.mp4"
            try Data("precious".utf8).write(to: URL(filePath: other))
            try FileManager.default.linkItem(atPath: other, toPath: "\(target.folder)/.clip.mp4.part")
            bench.store.on(.serve)
            _ = try await bench.engine.download(1, to: target)
            #expect(try content(other) == Array("precious".utf8))
            #expect(try content("\(target.folder)/clip.mp4") == object)
        }
    }
}
