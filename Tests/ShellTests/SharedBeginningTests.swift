import NexusFlowAPI
import ShellLanguage
import Testing

@testable import Shell

@Suite("Texts that begin alike")
struct SharedBeginningTests {
    @Test(
        "what tells them apart is shown, with as much before it as there is room for",
        arguments: [
            (["a paper boat at dawn", "a paper boat at noon"], 15, ["…boat at dawn", "…boat at noon"]),
            (["a paper boat at dawn", "a paper boat at noon"], 6, ["…dawn", "…noon"]),
            // All of it fits, or enough of the difference does.
            (["a boat at dawn", "a boat at noon"], 40, ["a boat at dawn", "a boat at noon"]),
            (["a boat drifts slowly away", "a boat sinks"], 16, ["a boat drifts slowly away", "a boat sinks"]),
            // Nothing is shared, or nothing differs.
            (["a long text of many words", "another one"], 10, ["a long text of many words", "another one"]),
            (["the same text twice", "the same text twice"], 10, ["the same text twice", "the same text twice"]),
            (["one long text stands alone"], 10, ["one long text stands alone"]),
            ([], 10, []),
            (["雨天的纸船 dawn", "雨天的纸船 noon"], 10, ["…dawn", "…noon"]),
            // One is the beginning of the other.
            (["a paper boat at sea", "a paper boat at sea in rain"], 15, ["…at sea", "…at sea in rain"]),
        ] as [([String], Int, [String])])
    func shortened(_ texts: [String], _ width: Int, _ expected: [String]) {
        #expect(SharedBeginning.shortened(texts, to: width) == expected)
    }

    @Test("a sweep's table tells its tasks apart on a narrow terminal")
    func sweep() async throws {
        let console = RecordingConsole(isTerminal: true, width: 80)
        try await withShell(console: console, options: options { $0.jobs = 1 }) { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("set color=never\nsweep a paper boat on a lake at {dawn|noon}")
            #expect(shell.results.contains("lake at dawn\n"), "\(shell.results)")
            #expect(shell.results.contains("lake at noon\n"))
            #expect(shell.results.split(separator: "\n").allSatisfy { displayWidth(of: String($0)) <= 80 })
        }
    }
}
