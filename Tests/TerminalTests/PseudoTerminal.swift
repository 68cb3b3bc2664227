import Glibc
package import Testing

/// A pseudo-terminal: on one side a person, with a ``Screen`` for eyes and a keyboard for hands; on the other what a
/// program takes for a terminal.
package final class PseudoTerminal {
    /// The person's side, where what a program writes is read.
    private let person: Int32
    /// The program's side.
    package let end: Int32
    /// The program's side, as a file to open.
    package let path: String
    package let screen: Screen
    /// Everything that was written.
    package private(set) var written: [UInt8] = []
    private var isHungUp = false

    /// - Parameter knowsSize: `false` for a terminal that cannot tell its size, as on a serial line.
    package init(columns: Int = 80, height: Int = 24, knowsSize: Bool = true) throws {
        var sides: (Int32, Int32) = (-1, -1)
        var size = winsize()
        if knowsSize {
            size = winsize(ws_row: UInt16(height), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        }
        try #require(openpty(&sides.0, &sides.1, nil, nil, &size) == 0)
        (person, end) = sides
        for side in [person, end] { _ = fcntl(side, F_SETFD, FD_CLOEXEC) }
        path = try #require(ttyname(end).map { String(cString: $0) })
        screen = Screen(columns: columns, height: height)
    }

    deinit {
        if !isHungUp { close(person) }
        close(end)
    }

    // MARK: The keyboard

    package func type(_ keys: String) { type(bytes: Array(keys.utf8)) }

    /// Types all of it, reading what is answered meanwhile: neither side's queue is endless.
    package func type(bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.prefix(512).withUnsafeBytes { write(person, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
            look()
        }
    }

    /// Types the text as a terminal pastes it.
    package func paste(_ text: String) { type("\u{1B}[200~" + text + "\u{1B}[201~") }

    /// Gives the window another size.
    package func resize(columns: Int, height: Int) {
        look()
        screen.resize(columns: columns, height: height)
        var size = winsize(ws_row: UInt16(height), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(person, UInt(TIOCSWINSZ), &size)
    }

    /// Closes the window: the terminal is gone.
    package func hangUp() {
        guard !isHungUp else { return }
        isHungUp = true
        close(person)
    }

    /// What another program prints on the same terminal.
    package func print(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(end, bytes, bytes.count)
    }

    // MARK: The screen

    /// Waits until the screen shows `text`, and the cursor stands there if it is given.
    package func expect(
        _ text: String, row: Int? = nil, column: Int? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await wait(sourceLocation) { screen in
            screen.text == text && row ?? screen.row == screen.row && column ?? screen.column == screen.column
        }
    }

    /// Waits until the screen is as asked for.
    package func wait(
        _ sourceLocation: SourceLocation = #_sourceLocation, until isThere: (Screen) -> Bool
    ) async throws {
        try await waitForAny(sourceLocation) { isThere(screen) }
    }

    /// Waits until something is so, and takes in what is written meanwhile.
    package func waitForAny(
        _ sourceLocation: SourceLocation = #_sourceLocation, until isSo: () -> Bool
    ) async throws {
        // Long, for a machine that has much else to do; what goes well takes none of it.
        let deadline = ContinuousClock.now + .seconds(30)
        while !isSo() {
            guard ContinuousClock.now < deadline else {
                Issue.record(
                    "the screen shows, with the cursor at \(screen.row), \(screen.column):\n\(screen.allText)",
                    sourceLocation: sourceLocation)
                throw Timeout()
            }
            look(2)
            await Task.yield()
        }
    }

    package struct Timeout: Error {}

    /// Takes in what was written, waiting at most so many milliseconds for the first of it.
    package func look(_ timeout: Int32 = 0) {
        var timeout = timeout
        while !isHungUp {
            var ready = pollfd(fd: person, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, timeout) > 0 else { return }
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(person, &bytes, bytes.count)
            guard count > 0 else { return }
            written += bytes[..<count]
            screen.feed(bytes[..<count])
            timeout = 0
        }
    }

    // MARK: The modes

    /// Everything that stty(1) can set.
    package var modes: TerminalSettings {
        var modes = termios()
        tcgetattr(end, &modes)
        return TerminalSettings(modes)
    }

    /// Whether what is typed is shown by the terminal itself.
    package var isEchoing: Bool {
        get { modes.flags[2] & tcflag_t(ECHO) != 0 }
        set {
            var modes = termios()
            tcgetattr(end, &modes)
            if newValue { modes.c_lflag |= tcflag_t(ECHO) } else { modes.c_lflag &= ~tcflag_t(ECHO) }
            tcsetattr(end, TCSANOW, &modes)
        }
    }
}

/// The modes of a terminal, to be compared.
package struct TerminalSettings: Equatable {
    /// Of input, output, local modes and control, in this order.
    let flags: [tcflag_t]
    let characters: [cc_t]

    init(_ modes: termios) {
        flags = [modes.c_iflag, modes.c_oflag, modes.c_lflag, modes.c_cflag]
        characters = withUnsafeBytes(of: modes.c_cc) { Array($0.bindMemory(to: cc_t.self)) }
    }
}
