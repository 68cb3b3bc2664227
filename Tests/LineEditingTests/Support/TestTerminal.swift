import TerminalTests
import Testing

@testable import LineEditing

/// An editor on a pseudo-terminal.
final class TestTerminal {
    private let terminal: PseudoTerminal
    let editor: LineEditor

    init(
        columns: Int = 40, height: Int = 10, knowsSize: Bool = true,
        configure: (inout LineEditorConfiguration) -> Void = { _ in }
    ) throws {
        TerminalLocale.useUTF8()
        terminal = try PseudoTerminal(columns: columns, height: height, knowsSize: knowsSize)
        var configuration = LineEditorConfiguration(programName: "test")
        configuration.input = terminal.end
        configuration.output = terminal.end
        configuration.error = terminal.end
        configuration.terminalType = "xterm"
        configuration.bindingsPath = "/dev/null"
        configure(&configuration)
        editor = try LineEditor(configuration)
    }

    var screen: Screen { terminal.screen }
    /// Everything that the editor wrote.
    var written: [UInt8] { terminal.written }
    var modes: TerminalSettings { terminal.modes }

    /// Reads one entry while `type` plays the person.
    func read(
        _ prompt: Prompt = "> ", _ type: () async throws -> Void
    ) async throws -> ReadResult {
        let editor = editor
        async let result = editor.read(prompt: prompt)
        do {
            // What is typed before is the terminal's to echo, as everywhere.
            try await wait { $0.marksPastes }
            try await type()
        } catch {
            editor.interrupt()
            throw error
        }
        let ended = await result
        terminal.look()
        #expect(screen.unknown == [])
        return ended
    }

    func type(_ keys: String) { terminal.type(keys) }

    func type(bytes: [UInt8]) { terminal.type(bytes: bytes) }

    func paste(_ text: String) { terminal.paste(text) }

    func print(_ text: String) { terminal.print(text) }

    /// The terminal is nobody's controlling one: nothing but this tells the editor.
    func resize(columns: Int, height: Int) {
        terminal.resize(columns: columns, height: height)
        editor.terminalResized()
    }

    /// Waits until the screen shows `text`, and the cursor stands there if it is given.
    func expect(
        _ text: String, row: Int? = nil, column: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await terminal.expect(text, row: row, column: column, sourceLocation: sourceLocation)
    }

    /// Waits until the screen is as asked for.
    func wait(
        _ sourceLocation: SourceLocation = #_sourceLocation, until isThere: (Screen) -> Bool
    ) async throws {
        try await terminal.wait(sourceLocation, until: isThere)
    }
}
