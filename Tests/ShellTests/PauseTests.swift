import FoundationEssentials
import NexusFlowAPI
import TaskEngine
import Testing

@testable import Shell

@Suite("A submit that waits for its next attempt")
struct PauseTests {
    private static let noon = Date(timeIntervalSince1970: 1_780_315_200)

    private func pause(_ task: Int, for seconds: Double, failures: Int = 1, cause: ServiceError? = nil) -> SubmitPause {
        SubmitPause(
            task: task, cause: cause ?? ServiceError(.rateLimited, "too many requests", status: 429),
            until: Self.noon.addingTimeInterval(seconds), failures: failures, limit: 5)
    }

    @Test("says why, when it is sent again and which attempt that is")
    func text() {
        #expect(
            PauseScreen.text([pause(3, for: 11.2)], at: Self.noon)
                == "@3 waits 12 s for attempt 2 of 5: HTTP 429: too many requests")
        #expect(PauseScreen.text([pause(3, for: 5)], at: Self.noon.addingTimeInterval(9)).contains("waits 0 s"))
        #expect(PauseScreen.text([], at: Self.noon) == "")
    }

    @Test("says how many wait, and which is the first")
    func several() {
        let text = PauseScreen.text([pause(5, for: 30), pause(7, for: 8), pause(6, for: 8)], at: Self.noon)
        #expect(text.hasPrefix("3 submits wait; first @6, "))
        #expect(text.contains(", 8 s for"))
    }

    @Test("shows no controls of the server's text")
    func hostile() {
        let cause = ServiceError(.rateLimited, "\u{1B}[2Jslow\r\ndown", status: 429)
        let text = PauseScreen.text([pause(1, for: 1, cause: cause)], at: Self.noon)
        #expect(!text.unicodeScalars.contains { $0.value < 32 })
    }

    @Test("off a terminal is told in one line for each wait")
    func plain() async throws {
        try await withShell { shell in
            let busy = ScriptedService.Line.answer(429, ["error": ["message": "slow down"]])
            shell.service.on("POST /tasks", busy, busy)
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat") == .done, "\(shell.messages)")
            let lines = shell.messages.split(separator: "\n").filter { $0.contains("waits") }
            #expect(lines.count == 2, "\(shell.messages)")
            #expect(lines.first?.contains("HTTP 429: slow down") == true)
            #expect(lines.first?.contains("attempt 2 of 5") == true)
            #expect(lines.last?.contains("attempt 3 of 5") == true)
            #expect(shell.console.frames.isEmpty)
        }
        try await withShell(options: options { $0.isQuiet = true }) { shell in
            shell.service.on("POST /tasks", .answer(429, [:]))
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat") == .done)
            #expect(shell.messages == "")
        }
    }

    @Test("on a terminal is counted down in place, and leaves no line behind")
    func live() async throws {
        try await withShell(console: RecordingConsole(isTerminal: true)) { shell in
            shell.service.on("POST /tasks", .answer(429, ["error": ["message": "slow down"]]))
            shell.service.takes("t-1")
            #expect(await shell.run("set color=never\nsubmit a boat") == .done, "\(shell.messages)")
            #expect(
                shell.console.frames.contains {
                    $0.count == 1 && $0[0].hasPrefix("@1 waits ") && $0[0].contains("HTTP 429: slow down")
                })
            #expect(!shell.messages.contains("waits"))
        }
    }
}
