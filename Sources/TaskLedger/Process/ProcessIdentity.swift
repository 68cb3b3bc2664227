import FoundationEssentials

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A process, told apart from a later one of the same number by when it started.
package struct ProcessIdentity: Hashable, Sendable {
    package let id: Int
    /// Opaque: the machine's boot and the clock ticks since then; empty where the system does not say.
    package let started: String

    package init(id: Int, started: String) {
        self.id = id
        self.started = started
    }

    /// The process that has this number now.
    package init(running id: Int) {
        self.init(id: id, started: Self.startTime(of: id) ?? "")
    }

    /// This process.
    package static let current = ProcessIdentity(running: Int(getpid()))

    /// Whether the process still runs; where the system tells no start times, whether any of that number does.
    package var isAlive: Bool {
        if let now = Self.startTime(of: id) { return now == started }
        guard started.isEmpty, let number = pid_t(exactly: id), number > 0 else { return false }
        return kill(number, 0) == 0 || errno == EPERM
    }

    /// Field 22 of `/proc/PID/stat` (proc(5)), counted from behind the command's name, which may hold anything; `nil` also
    /// for a process that has ended and that its parent has not asked about yet.
    private static func startTime(of id: Int) -> String? {
        guard let data = try? Data(contentsOf: URL(filePath: "/proc/\(id)/stat")) else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        guard let nameEnd = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: nameEnd)...].split(separator: " ")
        guard fields.count > 19, !["Z", "X"].contains(fields[0]) else { return nil }
        let boot = (try? Data(contentsOf: URL(filePath: "/proc/sys/kernel/random/boot_id"))) ?? Data()
        let bootID = String(decoding: boot, as: UTF8.self).prefix { !$0.isNewline }
        return "\(bootID):\(fields[19])"
    }
}
