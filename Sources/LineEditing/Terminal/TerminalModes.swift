import CEditline
import Glibc
import Synchronization

/// The modes of a terminal: as it was found, and as editing needs it.
struct TerminalModes {
    let input: Int32
    let output: Int32
    private(set) var found: termios

    /// `nil` unless `input` is a terminal.
    init?(input: Int32, output: Int32) {
        self.input = input
        self.output = output
        found = termios()
        guard tcgetattr(input, &found) == 0 else { return nil }
    }

    /// Takes the present modes for those to go back to: somebody may have run `stty`.
    mutating func lookAgain() {
        var now = termios()
        if tcgetattr(input, &now) == 0 && now.c_lflag & tcflag_t(ICANON) != 0 { found = now }
    }

    /// Every key arrives at once, unechoed and as a character, those that would be signals too; pastes are marked.
    func startEditing() {
        var modes = found
        modes.c_iflag &= ~tcflag_t(ICRNL | INLCR | IGNCR | ISTRIP | IXON | IXOFF)
        modes.c_lflag &= ~tcflag_t(ICANON | ECHO | ECHONL | ISIG | IEXTEN)
        modes.c_oflag |= tcflag_t(OPOST | ONLCR)
        withUnsafeMutableBytes(of: &modes.c_cc) { characters in
            characters[Int(VMIN)] = 1
            characters[Int(VTIME)] = 0
        }
        set(modes)
        writeAll(Array("\u{1B}[?2004h".utf8), to: output)
    }

    /// The terminal as it was found.
    func stopEditing() {
        writeAll(Array("\u{1B}[?2004l".utf8), to: output)
        set(found)
    }

    /// Whether somebody, such as the shell that put the program into the foreground, has undone `startEditing`.
    var areUndone: Bool {
        var now = termios()
        return tcgetattr(input, &now) == 0 && now.c_lflag & tcflag_t(ICANON) != 0
    }

    private func set(_ modes: termios) {
        var modes = modes
        while tcsetattr(input, TCSADRAIN, &modes) != 0 && errno == EINTR {}
    }

    /// The screen, or `nil` where the terminal does not know.
    var size: (rows: Int, columns: Int)? {
        var rows: UInt16 = 0
        var columns: UInt16 = 0
        guard terminal_size(output, &rows, &columns) == 0, rows > 0, columns > 1 else { return nil }
        return (Int(rows), Int(columns))
    }
}

/// The terminal that signal handlers put right: that of the first editor that has one.
///
/// A handler may only touch memory that is always whole: atomics, and modes written before the descriptor is.
enum TerminalInUse {
    private static let unused: Int32 = -1
    private static let input = Atomic<Int32>(unused)
    private static let output = Atomic<Int32>(unused)
    private static let isEditing = Atomic<Bool>(false)
    private static let wake = Atomic<Int32>(unused)
    private static let modes = UnsafeShared(UnsafeMutablePointer<termios>.allocate(capacity: 1))
    private static let handlers = Mutex<[(signal: Int32, old: sigaction)]>([])

    /// Claims the terminal of `modes`; a change of its size, and the return from a stop, write a byte to `wake`.
    static func claim(_ modes: TerminalModes, wake descriptor: Int32) -> Bool {
        guard wake.compareExchange(expected: unused, desired: descriptor, ordering: .sequentiallyConsistent).exchanged
        else { return false }
        Self.modes.pointer.initialize(to: modes.found)
        output.store(modes.output, ordering: .sequentiallyConsistent)
        input.store(modes.input, ordering: .sequentiallyConsistent)
        for number in [SIGWINCH, SIGCONT] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { _ in TerminalInUse.wakeUp() }
            action.sa_flags = SA_RESTART
            var old = sigaction()
            guard sigaction(number, &action, &old) == 0 else { continue }
            handlers.withLock { $0.append((number, old)) }
        }
        return true
    }

    static func release() {
        handlers.withLock { handlers in
            for var handler in handlers { sigaction(handler.signal, &handler.old, nil) }
            handlers = []
        }
        input.store(unused, ordering: .sequentiallyConsistent)
        wake.store(unused, ordering: .sequentiallyConsistent)
    }

    static func setEditing(_ editing: Bool) { isEditing.store(editing, ordering: .sequentiallyConsistent) }

    /// Async-signal-safe (signal-safety(7)): atomics, `write` and `tcsetattr` only.
    static func restore() {
        let descriptor = input.load(ordering: .sequentiallyConsistent)
        guard descriptor != unused else { return }
        if isEditing.exchange(false, ordering: .sequentiallyConsistent) {
            let off: StaticString = "\u{1B}[0m\u{1B}[?2004l\r\n\u{1B}[J"
            write(output.load(ordering: .sequentiallyConsistent), off.utf8Start, off.utf8CodeUnitCount)
        }
        tcsetattr(descriptor, TCSANOW, modes.pointer)
    }

    private static func wakeUp() {
        let number = errno
        var byte: UInt8 = 0
        write(wake.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = number
    }
}

/// A pointer that is written before any signal handler can read it, which the compiler cannot see.
private struct UnsafeShared<Value>: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Value>

    init(_ pointer: UnsafeMutablePointer<Value>) { self.pointer = pointer }
}
