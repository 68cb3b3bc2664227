import Glibc
import Testing

@testable import LineEditing

@Suite("Without editing")
struct PlainTests {
    private func editor(
        reading input: String, _ configure: (inout LineEditorConfiguration) -> Void = { _ in }
    ) throws -> (editor: LineEditor, output: Int32) {
        var ends: [Int32] = [0, 0]
        var outputs: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0 && pipe(&outputs) == 0)
        writeAll(Array(input.utf8), to: ends[1])
        close(ends[1])
        var configuration = LineEditorConfiguration(programName: "test")
        configuration.input = ends[0]
        configuration.output = outputs[1]
        configuration.error = outputs[1]
        configure(&configuration)
        return (try LineEditor(configuration), outputs[0])
    }

    @Test("lines come from a pipe without prompts, the last one also without its end")
    func pipedLines() async throws {
        let (editor, output) = try editor(reading: "one\r\ntwo\n\nlast")
        for line in ["one", "two", "", "last"] {
            #expect(await editor.read(prompt: "> ") == .entry(line))
        }
        #expect(await editor.read(prompt: "> ") == .endOfFile)
        editor.notice("done")
        await editor.close()
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = read(output, &bytes, bytes.count)
        #expect(String(decoding: bytes[..<max(0, count)], as: UTF8.self) == "done\n")
    }

    private static let hasClosedQuotes: @Sendable (String) -> Bool = { text in
        text.filter { $0 == "\"" }.count % 2 == 0
    }

    @Test("an incomplete entry takes further lines, and is handed over at the end as it stands")
    func incomplete() async throws {
        let (editor, _) = try editor(reading: "a \"b\nc\" d\n\"e\nf") { $0.isComplete = Self.hasClosedQuotes }
        #expect(await editor.read(prompt: "> ") == .entry("a \"b\nc\" d"))
        #expect(await editor.read(prompt: "> ") == .entry("\"e\nf"))
        #expect(await editor.read(prompt: "> ") == .endOfFile)
    }

    @Test("a dumb terminal gets prompts and plain lines, and no escapes")
    func dumb() async throws {
        let terminal = try TestTerminal { $0.terminalType = "dumb" }
        let editor = terminal.editor
        async let result = editor.read(prompt: Prompt([StyledText("nfsh", .accent), StyledText("> ")]))
        try await terminal.expect("nfsh>", row: 0, column: 6)
        editor.notice("done")
        try await terminal.expect("nfsh>\ndone\nnfsh>", row: 2, column: 6)
        terminal.type("hello\n")
        #expect(await result == .entry("hello"))
        #expect(!terminal.written.contains(0x1B))
    }

    @Test("a read that waits for a line can be interrupted")
    func interrupted() async throws {
        let terminal = try TestTerminal { $0.terminalType = "dumb" }
        let editor = terminal.editor
        async let result = editor.read(prompt: "> ")
        try await terminal.expect(">")
        editor.interrupt()
        #expect(await result == .interrupted)
    }
}
