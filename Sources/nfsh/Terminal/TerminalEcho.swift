import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The echo of the terminal on standard input, off while a secret is typed or lines are drawn in place.
struct TerminalEcho {
    private let found: termios

    /// The modes to go back to if the process ends meanwhile.
    private static let pending = Mutex<termios?>(nil)
    /// Registered once: a second signal ends the process by `exit` while the first is still being heeded.
    private static let restoresAtExit: Bool =
        atexit { TerminalEcho.pending.withLock { modes in modes.map(TerminalEcho.set) } } == 0

    /// - Returns: `nil` unless standard input is a terminal.
    init?() {
        var modes = termios()
        guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return nil }
        found = modes
    }

    /// What is typed from now on is kept, and not shown; all keys do what they did.
    func turnOff() {
        _ = Self.restoresAtExit
        Self.pending.withLock { $0 = found }
        var modes = found
        modes.c_lflag &= ~Self.echoing
        Self.set(modes)
    }

    /// Drops what was typed too early, which was shown. Ctrl-C stays a signal; the keys that stop the process or make
    /// it dump its memory do nothing, since they would leave the terminal without echo.
    ///
    /// - Parameter byKey: whether keys are read one by one as they come; then nothing is dropped.
    func turnOffForSecret(byKey: Bool = false) {
        _ = Self.restoresAtExit
        Self.pending.withLock { $0 = found }
        var modes = found
        modes.c_lflag &= ~Self.echoing
        withUnsafeMutableBytes(of: &modes.c_cc) { characters in
            characters[Int(VSUSP)] = Self.disabled
            characters[Int(VQUIT)] = Self.disabled
        }
        if byKey {
            modes.c_lflag &= ~tcflag_t(ICANON)
            withUnsafeMutableBytes(of: &modes.c_cc) { characters in
                characters[Int(VMIN)] = 1
                characters[Int(VTIME)] = 0
            }
        }
        while tcsetattr(STDIN_FILENO, byKey ? TCSANOW : TCSAFLUSH, &modes) != 0 && errno == EINTR {}
    }

    private static let echoing = tcflag_t(ECHO | ECHOE | ECHOK | ECHONL)

    /// The terminal as it was found.
    ///
    /// - Parameter dropsInput: whether what came and was not read is dropped.
    func restore(dropsInput: Bool = false) {
        if dropsInput { tcflush(STDIN_FILENO, TCIFLUSH) }
        Self.set(found)
        Self.pending.withLock { $0 = nil }
    }

    /// The value that disables a special character (termios(3)).
    private static let disabled = UInt8(fpathconf(STDIN_FILENO, Int32(_PC_VDISABLE)) & 0xFF)

    private static func set(_ modes: termios) {
        var modes = modes
        while tcsetattr(STDIN_FILENO, TCSADRAIN, &modes) != 0 && errno == EINTR {}
    }
}
