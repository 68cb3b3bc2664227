import FoundationEssentials
import NexusFlowAPI
import TaskLedger
import Testing

@testable import Shell

@Suite("verify")
struct VerifyTests {
    /// A shell with downloaded videos, `1.mp4` and so on.
    private func withFiles(
        _ count: Int, console: RecordingConsole = RecordingConsole(), _ body: (TestShell) async throws -> Void
    ) async throws {
        try await withShell(console: console) { shell in
            await shell.run("set name={number} color=never")
            for number in 1...count {
                shell.willSucceed("t-\(number)")
                #expect(await shell.run("submit a boat seed=\(number)\nwait") == .done, "\(shell.messages)")
            }
            shell.console.forget()
            try await body(shell)
        }
    }

    @Test("files as they were published are whole, a row a task")
    func whole() async throws {
        try await withFiles(2) { shell in
            #expect(await shell.run("verify\nset output=jsonl\nverify @2") == .done, "\(shell.messages)")
            let size = sampleVideo().count
            let crc64 = try #require(shell.task(2)?.crc64)
            #expect(
                shell.results == """
                    TASK  VERDICT  BYTES  FILE
                      @1  whole     \(size)  \(shell.folder)/1.mp4
                      @2  whole     \(size)  \(shell.folder)/2.mp4
                    {"number":2,"file":"\(shell.folder)/2.mp4","verdict":"whole","length":\(size),"crc64":"\(crc64)"}

                    """, "\(shell.results)")
        }
    }

    @Test("what is gone, broken or another video is told apart, and is 3 with the line that fetches it again")
    func losses() async throws {
        try await withFiles(5) { shell in
            try FileManager.default.removeItem(atPath: "\(shell.folder)/1.mp4")
            try Data(sampleVideo().dropLast(10)).write(to: URL(filePath: "\(shell.folder)/2.mp4"))
            try Data(sampleVideo(seconds: 7)).write(to: URL(filePath: "\(shell.folder)/3.mp4"))
            try shell.write("<html>", to: "4.mp4")
            #expect(await shell.run("verify") == .trouble)
            for line in [
                "  @1  missing         \(shell.folder)/1.mp4",
                "  @2  damaged   \(sampleVideo().count - 10)  \(shell.folder)/2.mp4  the file is cut off: 10 bytes of box 'mdat'",
                "  @3  changed   \(sampleVideo().count)  \(shell.folder)/3.mp4  its checksum is not the one that was published",
                "  @4  damaged      6  \(shell.folder)/4.mp4  it is a page (HTML or XML), not a video",
                "  @5  whole     \(sampleVideo().count)  \(shell.folder)/5.mp4",
            ] { #expect(shell.results.contains(line), "\(line)\n\(shell.results)") }
            #expect(shell.messages.contains("4 of 5 files are not what was published"), "\(shell.messages)")
            let remedy = "download @1 @2 @3 @4 exists=overwrite"
            #expect(shell.messages.contains("fetch again what the service still has: \(remedy)"), "\(shell.messages)")
            shell.console.forget()
            await shell.run("set on_error=continue\n\(remedy)\nset output=jsonl\nverify")
            #expect(shell.results.split(separator: "\n").filter { $0.contains(#""verdict":"whole""#) }.count == 5)
        }
    }

    @Test("a file under another name than the task's own is fetched to there again, and replaces no other")
    func elsewhere() async throws {
        try await withFiles(1) { shell in
            #expect(await shell.run("download @1 to='a {{b}} c.mp4'") == .done, "\(shell.messages)")
            try FileManager.default.removeItem(atPath: "\(shell.folder)/a {b} c.mp4")
            try shell.write("mine", to: "1.mp4")
            #expect(await shell.run("verify @1") == .trouble)
            #expect(shell.messages.contains("the file of task @1 is missing"), "\(shell.messages)")
            let remedy = "download @1 to='\(shell.folder)/a {{b}} c.mp4' exists=overwrite"
            #expect(shell.messages.contains(remedy), "\(shell.messages)")
            await shell.run("set on_error=continue\n\(remedy)")
            shell.console.forget()
            await shell.run("verify @1")
            #expect(shell.results.contains("whole"), "\(shell.results) \(shell.messages)")
            #expect(shell.read("1.mp4") == "mine")
        }
    }

    @Test("past the 24 hours nothing promises another download")
    func tooLate() async throws {
        try await withFiles(1) { shell in
            try FileManager.default.removeItem(atPath: "\(shell.folder)/1.mp4")
            #expect(await shell.run("sleep 25h\nverify") == .trouble)
            #expect(shell.messages.contains("cannot be fetched any more; look for a copy of @1"), "\(shell.messages)")
            #expect(!shell.messages.contains("exists=overwrite"))
        }
    }

    @Test("what was never downloaded is told, and is no error; without tasks only files count")
    func notDownloaded() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat\nset output=csv\nverify @1") == .done, "\(shell.messages)")
            let rows = "number,file,verdict,length,crc64\n1,,not downloaded,,\n"
            #expect(shell.results.hasSuffix(rows), "\(shell.results)")
            shell.console.forget()
            #expect(await shell.run("verify") == .done)
            #expect(shell.messages.contains("no task has a file"), "\(shell.messages)")
        }
    }

    @Test("a terminal sees how far it is, a pipe does not, and jobs does not change what is found", arguments: [1, 64])
    func progress(_ jobs: Int) async throws {
        let terminal = RecordingConsole(isTerminal: true)
        try await withFiles(3, console: terminal) { shell in
            let before = terminal.frames.count
            #expect(await shell.run("set jobs=\(jobs)\nverify") == .done, "\(shell.messages)")
            let frames = terminal.frames.dropFirst(before).joined()
            #expect(frames.first?.hasPrefix("verifying ") == true && frames.first?.hasSuffix(" 0 of 3, 0 %") == true)
            #expect(frames.contains("verifying \(String(repeating: "█", count: 24)) 3 of 3, 100 %"), "\(frames)")
        }
        let pipe = RecordingConsole()
        try await withFiles(1, console: pipe) { shell in
            await shell.run("verify")
            #expect(pipe.frames.isEmpty)
        }
    }
}
