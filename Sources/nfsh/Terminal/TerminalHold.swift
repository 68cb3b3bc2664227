#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The terminal while lines are drawn on it in place: what is typed meanwhile is not shown, but kept for whoever reads
/// next, and stopping the process leaves the terminal as it was found.
final class TerminalHold {
    private let echo: TerminalEcho?
    private let stops: SignalWatch

    /// - Parameter stop: called when the person wants the process to stop (Ctrl-Z), on a queue of its own.
    init(stop: @escaping @Sendable () -> Void) {
        echo = TerminalEcho()
        echo?.turnOff()
        stops = SignalWatch([SIGTSTP], leavesAtSecond: false, stop)
    }

    func release() {
        stops.stop()
        if Self.isOurs { echo?.restore() }
    }

    /// Stops, and returns when the process goes on; at once if nobody could make it go on, since the system then refuses
    /// (POSIX, orphaned process groups).
    func stopProcess() {
        echo?.restore()
        let handler = signal(SIGTSTP, SIG_DFL)
        kill(getpid(), SIGTSTP)
        // The signal may come to another thread, and this one goes on until the system halts it.
        usleep(20_000)
        signal(SIGTSTP, handler)
        if Self.isOurs { echo?.turnOff() }
    }

    /// Whether the process is in the foreground of its terminal, and may use it without being stopped for it.
    static var isOurs: Bool {
        let group = tcgetpgrp(STDERR_FILENO)
        return group < 0 || group == getpgrp()
    }
}

/// The modes of the terminal on standard input.
struct TerminalState {
    private let found: termios

    /// - Returns: `nil` unless standard input is a terminal.
    init?() {
        var modes = termios()
        guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return nil }
        found = modes
    }

    /// Puts back what a program left in which nobody can type; what somebody changed on purpose stays.
    ///
    /// - Returns: whether it was so.
    func restoreIfBroken() -> Bool {
        var now = termios()
        let needed = tcflag_t(ICANON | ECHO | ISIG)
        guard tcgetattr(STDIN_FILENO, &now) == 0, found.c_lflag & needed == needed,
            now.c_lflag & needed != needed || now.c_oflag & tcflag_t(OPOST) == 0
        else { return false }
        var modes = found
        while tcsetattr(STDIN_FILENO, TCSADRAIN, &modes) != 0 && errno == EINTR {}
        return true
    }
}
