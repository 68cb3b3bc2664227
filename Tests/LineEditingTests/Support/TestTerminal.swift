import CEditline
import Glibc
import Testing

@testable import LineEditing

/// An editor on a pseudo-terminal, with a screen model in place of a person's eyes and a keyboard in place of hands.
final class TestTerminal {
    private let master: Int32
    private let slave: Int32
    let editor: LineEditor
    private(set) var screen: ScreenModel
    /// Everything that the editor wrote.
    private(set) var written: [UInt8] = []

    init(
        columns: Int = 40, height: Int = 10, configure: (inout LineEditorConfiguration) -> Void = { _ in }
    ) throws {
        TerminalLocale.useUTF8()
        var size = winsize(ws_row: UInt16(height), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        var master: Int32 = -1
        var slave: Int32 = -1
        try #require(openpty(&master, &slave, nil, nil, &size) == 0)
        self.master = master
        self.slave = slave
        screen = ScreenModel(columns: columns, height: height)
        var configuration = LineEditorConfiguration(programName: "test")
        configuration.input = slave
        configuration.output = slave
        configuration.error = slave
        configuration.terminalType = "xterm"
        configuration.terminalReflows = true
        configuration.bindingsPath = "/dev/null"
        configure(&configuration)
        editor = try LineEditor(configuration)
    }

    deinit {
        close(slave)
        close(master)
    }

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
        look()
        #expect(screen.unknown == [])
        return ended
    }

    func type(_ keys: String) { type(bytes: Array(keys.utf8)) }

    func type(bytes: [UInt8]) { writeAll(bytes, to: master) }

    /// What another program prints on the same terminal.
    func print(_ text: String) { writeAll(Array(text.utf8), to: slave) }

    func resize(columns: Int, height: Int) {
        look()
        screen.resize(columns: columns, height: height)
        _ = terminal_set_size(master, UInt16(height), UInt16(columns))
        editor.terminalResized()
    }

    func changeScreen(_ change: (inout ScreenModel) -> Void) { change(&screen) }

    /// Waits until the screen shows `text`, and the cursor stands there if it is given.
    func expect(
        _ text: String, row: Int? = nil, column: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await wait(sourceLocation) { screen in
            screen.text == text && row ?? screen.row == screen.row && column ?? screen.column == screen.column
        }
    }

    /// Waits until the screen is as asked for.
    func wait(
        _ sourceLocation: SourceLocation = #_sourceLocation, until isThere: (ScreenModel) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !isThere(screen) {
            guard ContinuousClock.now < deadline else {
                Issue.record(
                    "the screen shows, with the cursor at \(screen.row), \(screen.column):\n\(screen.text)",
                    sourceLocation: sourceLocation)
                throw Timeout()
            }
            look(2)
            await Task.yield()
        }
    }

    struct Timeout: Error {}

    /// The terminal's modes as they are now: input, output and local flags.
    var modes: [tcflag_t] {
        var modes = termios()
        tcgetattr(slave, &modes)
        return [modes.c_iflag, modes.c_oflag, modes.c_lflag]
    }

    /// Takes in what the editor has written, waiting at most so many milliseconds for the first of it.
    private func look(_ timeout: Int32 = 0) {
        var timeout = timeout
        while true {
            var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, timeout) > 0 else { return }
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = Glibc.read(master, &bytes, bytes.count)
            guard count > 0 else { return }
            written += bytes[..<count]
            screen.feed(bytes[..<count])
            timeout = 0
        }
    }
}
