import FoundationEssentials
import TaskLedger
import Testing

@testable import Shell

@Suite("Downloading")
struct DownloadTests {
    /// A shell with succeeded tasks that were not downloaded.
    private func withVideos(_ ids: [String], _ body: (TestShell) async throws -> Void) async throws {
        try await withShell { shell in
            await shell.run("set autodownload=off")
            for (index, id) in ids.enumerated() {
                shell.willSucceed(id)
                await shell.run("submit a boat seed=\(index) model=wan2.6-t2v")
            }
            #expect(await shell.run("wait") == .done, "\(shell.messages)")
            #expect(shell.files().isEmpty)
            shell.console.forget()
            try await body(shell)
        }
    }

    @Test("without operands it fetches every success that has no file yet, and then nothing")
    func everything() async throws {
        try await withVideos(["t-1", "t-2"]) { shell in
            #expect(await shell.run("download") == .done, "\(shell.messages)")
            let names = (1...2).flatMap { ["\($0)-wan2.6-t2v-a-boat.json", "\($0)-wan2.6-t2v-a-boat.mp4"] }
            #expect(shell.files() == names)
            #expect(shell.task(2)?.file == "\(shell.folder)/2-wan2.6-t2v-a-boat.mp4")
            #expect(shell.task(1)?.crc64 != nil)
            #expect(await shell.run("download") == .done)
            #expect(shell.messages.contains("nothing to download"))
            #expect(shell.store.log.count == 2)
        }
    }

    @Test("a template names the file, folders and all, and a slash at its end keeps the standard name")
    func templates() async throws {
        try await withVideos(["t-1"]) { shell in
            #expect(await shell.run("download @1 to=shots/") == .done, "\(shell.messages)")
            #expect(await shell.run("download @1 to=out/{model}/hero-{seed}.mp4") == .done, "\(shell.messages)")
            #expect(await shell.run("download @1 to='~/clip.mp4'") == .done, "\(shell.messages)")
            for file in [
                "shots/1-wan2.6-t2v-a-boat.mp4", "out/wan2.6-t2v/hero-0.mp4", "out/wan2.6-t2v/hero-0.json",
                "home/clip.mp4",
            ] {
                #expect(FileManager.default.fileExists(atPath: "\(shell.folder)/\(file)"), "\(file)")
            }
        }
    }

    @Test("a file in the way is kept, skipped or replaced as exists says")
    func existing() async throws {
        try await withVideos(["t-1"]) { shell in
            try shell.write("mine", to: "clip.mp4")
            #expect(await shell.run("try download @1 to=clip.mp4 exists=skip") == .done)
            #expect(shell.messages.contains("nothing proves that it is the video of task 1"), "\(shell.messages)")
            #expect(shell.files() == ["clip.mp4"])
            #expect(await shell.run("download @1 to=clip.mp4") == .done, "\(shell.messages)")
            #expect(shell.read("clip.mp4") == "mine")
            #expect(shell.files() == ["clip-2.json", "clip-2.mp4", "clip.mp4"])
            #expect(await shell.run("download @1 to=clip.mp4 exists=overwrite") == .done)
            #expect(shell.read("clip.mp4") != "mine")
            shell.console.forget()
            #expect(await shell.run("download @1 to=clip.mp4 exists=skip") == .done)
            #expect(shell.messages.contains("@1 is here already: \(shell.folder)/clip.mp4"), "\(shell.messages)")
        }
    }

    @Test("the session's exists and folder hold for what is submitted under them")
    func sessionPolicy() async throws {
        try await withShell { shell in
            shell.willSucceed("t-1")
            try shell.write("mine", to: "videos/hero.mp4")
            await shell.run("set downloads=videos name=hero exists=overwrite\nsubmit a boat\nset exists=rename\nwait")
            #expect(shell.read("videos/hero.mp4") != "mine", "\(shell.messages)")
        }
    }

    @Test("only a success has a video")
    func notSucceeded() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat\ndownload @1") == .trouble)
            #expect(shell.messages.contains("task @1 is running, and only a success has a video"))
            #expect(shell.messages.contains("watch @1"))
        }
    }

    @Test("what is no video never gets the final name, and the others are fetched all the same")
    func notAVideo() async throws {
        try await withVideos(["t-1", "t-2"]) { shell in
            shell.store.put(Array("<html>not here</html>".utf8), at: "https://storage.test/t-1.mp4")
            #expect(await shell.run("download") == .trouble)
            #expect(shell.files() == ["2-wan2.6-t2v-a-boat.json", "2-wan2.6-t2v-a-boat.mp4"])
            #expect(shell.messages.contains("1 of 2 downloads failed"))
        }
    }
}
