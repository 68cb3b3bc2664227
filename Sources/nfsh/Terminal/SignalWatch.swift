import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns signals into a call; the second one leaves at once.
final class SignalWatch {
    /// What ends a program: from the keyboard, from the system, and when its terminal goes.
    static let ending = [SIGINT, SIGTERM, SIGHUP]

    private let signals: [Int32]
    private let sources: [any DispatchSourceSignal]

    /// - Parameters:
    ///   - leavesAtSecond: whether a second signal ends the process with 128 and its number, as shells do.
    ///   - leaving: called right before that, on a queue of its own.
    ///   - first: called at the first signal (every one, if none leaves), on a queue of its own.
    init(
        _ signals: [Int32] = SignalWatch.ending, leavesAtSecond: Bool = true,
        leaving: @escaping @Sendable () -> Void = {}, _ first: @escaping @Sendable () -> Void
    ) {
        self.signals = signals
        let queue = DispatchQueue(label: "signals")
        let count = SignalCount()
        let handle: @Sendable (Int32) -> Void = { number in
            let isFirst = count.next() == 1
            if isFirst || !leavesAtSecond { return first() }
            leaving()
            exit(128 + number)
        }
        // A signal that comes before Dispatch looks for it would be lost.
        let registrations = DispatchGroup()
        sources = signals.map { number in
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
        for number in signals { signal(number, SIG_DFL) }
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
