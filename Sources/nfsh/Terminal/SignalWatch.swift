import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns SIGINT, SIGTERM and SIGHUP into a call; the second one leaves at once.
final class SignalWatch {
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    private let sources: [any DispatchSourceSignal]

    /// - Parameters:
    ///   - leavesAtSecond: whether a second signal ends the process with 128 and its number, as shells do.
    ///   - first: called at the first signal (every one, if none leaves), on a queue of its own.
    init(leavesAtSecond: Bool = true, _ first: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "signals")
        let count = SignalCount()
        let handle: @Sendable (Int32) -> Void = { number in
            let isFirst = count.next() == 1
            if isFirst || !leavesAtSecond { first() } else { exit(128 + number) }
        }
        // A signal that comes before Dispatch looks for it would be lost.
        let registrations = DispatchGroup()
        sources = Self.signals.map { number in
            // Dispatch sees a signal only where its default action does not come first.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { handle(number) }
            registrations.enter()
            source.setRegistrationHandler { registrations.leave() }
            source.activate()
            return source
        }
        registrations.wait()
    }

    func stop() {
        for source in sources { source.cancel() }
        for number in Self.signals { signal(number, SIG_DFL) }
    }
}

/// Counts signals from any thread.
private final class SignalCount: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
