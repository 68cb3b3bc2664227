import FoundationEssentials
import NexusFlowAPI
import TaskLedger
import Testing

@testable import TaskEngine

@Suite("Where a download goes")
struct PublishingTests {
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
                    #expect(try content("\(target.folder)/clip-2.mp4") == storedVideo)
                    #expect(try bench.ledger.task(1)?.file == "\(target.folder)/clip-2.mp4")
                case .skip:
                    #expect(try await downloadFailure(bench, target).message.contains("is there already"))
                    #expect(try content(mine) == Array("mine".utf8))
                    #expect(files(target) == ["clip.mp4"])
                case .overwrite:
                    _ = try await bench.engine.download(1, to: target)
                    #expect(try content(mine) == storedVideo)
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
            try Data(storedVideo).write(to: URL(filePath: "\(target.folder)/clip.mp4"))
            bench.store.on(.serve)
            guard case .alreadyThere(let record) = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(record.file == "\(target.folder)/clip.mp4")
            #expect(record.crc64 == ScriptedStore.checksum(storedVideo))
        }
    }

    @Test("that died between the name and the ledger finds its file again")
    func orphan() async throws {
        try await withVideo { bench, target async throws in
            try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
            try Data(storedVideo).write(to: URL(filePath: "\(target.folder)/clip.mp4"))
            try await bench.ledger.claim(
                VideoPart(path: "\(target.folder)/.clip.mp4.part", entityTag: "\"v1\""), for: 1)
            bench.store.on(.serve)
            guard case .alreadyThere(let record) = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(record.file == "\(target.folder)/clip.mp4")
            #expect(files(target) == ["clip.json", "clip.mp4"])
        }
    }

    @Test("that died between the name and the ledger finds its file again without a checksum of the storage's too")
    func orphanWithoutChecksum() async throws {
        try await withVideo { bench, target async throws in
            bench.store.change { $0.hasChecksum = false }
            try FileManager.default.createDirectory(atPath: target.folder, withIntermediateDirectories: true)
            try Data(storedVideo).write(to: URL(filePath: "\(target.folder)/clip.mp4"))
            let part = VideoPart(path: "\(target.folder)/.clip.mp4.part", entityTag: "\"v1\"")
            try await bench.ledger.claim(part, for: 1)
            bench.store.on(.serve)
            guard case .alreadyThere(let record) = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(record.file == "\(target.folder)/clip.mp4")
            #expect(files(target) == ["clip.json", "clip.mp4"])
        }
    }

    @Test("that died before the description writes it the next time, over what was begun of it")
    func missingSidecar() async throws {
        try await withVideo { bench, target async throws in
            bench.store.on(.serve)
            _ = try await bench.engine.download(1, to: target)
            try FileManager.default.removeItem(atPath: "\(target.folder)/clip.json")
            try Data("{".utf8).write(to: URL(filePath: "\(target.folder)/.clip.json.part"))
            guard case .alreadyThere = try await bench.engine.download(1, to: target) else {
                return #expect(Bool(false))
            }
            #expect(files(target) == ["clip.json", "clip.mp4"])
            #expect(try JSONValue(parsing: try content("\(target.folder)/clip.json"))["proof"]?["crc64"] != nil)
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
            try await bench.ledger.claim(VideoPart(path: path, entityTag: nil), for: 1)
            let error = try await downloadFailure(bench, target)
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
                    #expect(try await downloadFailure(bench, target).message.contains("is another file"))
                    #expect(try bench.ledger.task(1)?.file == "\(target.folder)/clip.mp4")
                } else {
                    _ = try await bench.engine.download(1, to: target)
                    #expect(files(target) == ["clip-2.json", "clip-2.mp4", "clip.json"])
                }
                #expect(try content(mine) == Array("{\"mine\":1}".utf8))
            }
        }
    }

    @Test("to a folder that cannot be, or by a name that is none, says so before anything is fetched")
    func badTarget() async throws {
        try await withVideo { bench, _ async throws in
            let folder = try await downloadFailure(bench, DownloadTarget(folder: "/proc/nfsh"))
            #expect(folder.message.hasPrefix("cannot make the folder /proc/nfsh"))
            let name = try await downloadFailure(bench, DownloadTarget(folder: bench.folder, template: "{nmber}.mp4"))
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
            #expect(try content("\(target.folder)/clip.mp4") == storedVideo)
        }
    }

    @Test("whose folder vanishes meanwhile says so, tells the ledger nothing, and works when it is tried again")
    func vanishedFolder() async throws {
        try await withVideo { bench, target async throws in
            let latch = Latch()
            bench.store.on(.hold(latch), .serve)
            let download = Task { try await bench.engine.download(1, to: target) }
            await latch.isReached()
            try FileManager.default.removeItem(atPath: target.folder)
            latch.open()
            let error = await #expect(throws: EngineError.self) { _ = try await download.value }
            #expect(error?.message.hasSuffix("No such file or directory") == true, "\(error?.message ?? "")")
            #expect(try bench.ledger.task(1)?.file == nil)
            _ = try await bench.engine.download(1, to: target)
            #expect(try content("\(target.folder)/clip.mp4") == storedVideo)
        }
    }

    @Test(
        "by a name as long as a file system takes, or longer, leaves room for the names that belong to it",
        arguments: ["a", "é", "🚤"], [200, 255, 400])
    func longName(character: String, bytes: Int) async throws {
        try await withVideo { bench, target async throws in
            var target = target
            target.template = String(repeating: character, count: bytes / character.utf8.count) + ".mp4"
            bench.store.on(.serve, .serve)
            for _ in 1...2 {
                guard case .downloaded(let record) = try await bench.engine.download(1, to: target) else {
                    return #expect(Bool(false))
                }
                #expect(record.file?.hasSuffix(".mp4") == true)
                try Data("edited".utf8).write(to: URL(filePath: try #require(record.file)))
            }
            #expect(files(target).count == 4)
            #expect(files(target).allSatisfy { $0.utf8.count <= 255 })
        }
    }

    @Test("to a folder whose name is too long for the file system says so before anything is fetched")
    func longFolder() async throws {
        try await withVideo { bench, target async throws in
            let folder = "\(target.folder)/\(String(repeating: "f", count: 300))"
            let error = try await downloadFailure(bench, DownloadTarget(folder: folder))
            #expect(error.message.hasPrefix("cannot make the folder \(folder): "))
            #expect(bench.store.requests.isEmpty)
        }
    }
}
