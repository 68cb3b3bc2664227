import FoundationEssentials

/// Tells a person who presses Ctrl-C again and again, and so wants to leave, from one who drops a line.
struct InterruptCount {
    private var last: Date?

    /// Takes note of Ctrl-C at the prompt; whether it follows another within a second.
    mutating func isSecond(at now: Date) -> Bool {
        defer { last = now }
        return last.map { now.timeIntervalSince($0) <= 1 } ?? false
    }
}
