import FoundationEssentials
import Testing

@testable import Shell

@Suite("What info says of the file")
struct VideoFactsTests {
    private func withFile(_ body: (TestShell, _ path: String) async throws -> Void) async throws {
        try await withShell { shell in
            shell.willSucceed("t-1")
            #expect(await shell.run("set name=clip\nsubmit a boat\nwait") == .done, "\(shell.messages)")
            shell.console.forget()
            try await body(shell, "\(shell.folder)/clip.mp4")
        }
    }

    @Test("people see what the file is, programs the fields of the ledger alone")
    func measured() async throws {
        try await withFile { shell, _ in
            await shell.run("info @1")
            #expect(shell.results.contains("\nmeasured      1280×720, 5 s, avc1, 2 kbit/s\n"), "\(shell.results)")
            for format in ["json", "jsonl", "csv", "tsv", "markdown"] {
                shell.console.forget()
                await shell.run("set output=\(format)\ninfo @1")
                #expect(shell.results.contains("clip.mp4"))
                #expect(!shell.results.contains("measured") && !shell.results.contains("avc1"), "\(shell.results)")
            }
        }
    }

    @Test("a file that is gone, broken or another is said plainly")
    func trouble() async throws {
        try await withFile { shell, path in
            let size = sampleVideo().count
            for (bytes, text) in [
                (
                    sampleVideo(seconds: 7) + [0, 0, 0, 8] + Array("free".utf8),
                    "1280×720, 7 s, avc1, 2 kbit/s, but \(size + 8) bytes instead of \(size)"
                ),
                (Array(sampleVideo().dropLast(3)), "damaged: the file is cut off: 3 bytes of box 'mdat' are missing"),
                ([], "damaged: the file is empty"),
            ] as [([UInt8], String)] {
                try Data(bytes).write(to: URL(filePath: path))
                shell.console.forget()
                #expect(await shell.run("info @1") == .done)
                #expect(shell.results.contains(text), "\(shell.results)")
                #expect(shell.results.contains("(verify @1 says what can be done)"))
            }
            try FileManager.default.removeItem(atPath: path)
            shell.console.forget()
            await shell.run("info @1")
            #expect(shell.results.contains("missing: no file has its name any more"), "\(shell.results)")
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            shell.console.forget()
            await shell.run("info @1")
            #expect(shell.results.contains("it is not a file"), "\(shell.results)")
        }
    }
}
