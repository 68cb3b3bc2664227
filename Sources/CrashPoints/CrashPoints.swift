#if DEBUG
    import Synchronization

    #if canImport(Darwin)
        import Darwin
    #else
        import Glibc
    #endif
#endif

/// Where `scripts/crash-test` may kill the process. A release build does nothing here, and holds none of the names.
package enum CrashPoints {
    /// Says that the process has come to a point. A debug build then kills itself, if the environment says so.
    package static func reach(_ point: @autoclosure () -> CrashPoint) {
        #if DEBUG
            plan?.reach(point())
        #endif
    }

    #if DEBUG
        private static let plan = CrashPlan()
    #endif
}

#if DEBUG
    /// The names of the environment variables that kill a debug build.
    package enum CrashVariable {
        /// `POINT` or `POINT:TIMES`, such as `sending-committed:2` for the second time that the point is reached.
        package static let point = "NFSH_CRASH_AT"
        /// A file that gets a line with the point's name before the process dies.
        package static let log = "NFSH_CRASH_LOG"
    }

    /// Which point kills this process.
    private final class CrashPlan: Sendable {
        private let point: CrashPoint
        private let log: String?
        /// How often the point may still be reached; at 0 the process dies.
        private let left: Mutex<Int>

        /// - Returns: `nil` if the environment names no point.
        init?() {
            guard let words = Self.variable(CrashVariable.point)?.split(separator: ":"), let name = words.first,
                let point = CrashPoint.allCases.first(where: { $0.description == name })
            else { return nil }
            self.point = point
            log = Self.variable(CrashVariable.log)
            left = Mutex(words.count > 1 ? Int(words[1]) ?? 1 : 1)
        }

        func reach(_ point: CrashPoint) {
            guard point == self.point else { return }
            left.withLock { left in
                left -= 1
                if left == 0 { die() }
            }
        }

        private func die() {
            if let log {
                let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
                _ = "\(point)\n".withCString { write(descriptor, $0, strlen($0)) }
            }
            kill(getpid(), SIGKILL)
        }

        private static func variable(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }
        }
    }
#endif
