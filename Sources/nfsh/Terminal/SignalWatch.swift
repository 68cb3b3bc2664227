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
    private let key: Int

    /// - Parameters:
    ///   - leavesAtSecond: whether a second signal ends the process with 128 and its number, as shells do.
    ///   - leaving: called right before that, on a queue of its own.
    ///   - first: called at the first signal (every one, if none leaves), on a queue of its own.
    init(
        _ signals: [Int32] = SignalWatch.ending, leavesAtSecond: Bool = true,
        leaving: @escaping @Sendable () -> Void = {}, _ first: @escaping @Sendable () -> Void
    ) {
        self.signals = signals
        let count = SignalCount()
        key = SignalPipe.shared.add(signals) { number in
            let isFirst = count.next() == 1
            if isFirst || !leavesAtSecond { return first() }
            // A terminal that goes away may say so more than once.
            if number == SIGHUP { return }
            leaving()
            exit(128 + number)
        }
    }

    func stop() { SignalPipe.shared.remove(key, signals) }
}

/// Carries signals from their handler, which may do next to nothing, to those who watch for them.
///
/// Not by the signal sources of Dispatch: on Linux these take hold of a signal once in the life of a process, and never
/// hear of it again once its action was changed in between.
private final class SignalPipe: Sendable {
    private struct Watch {
        let key: Int
        let queue: DispatchQueue
        let handle: @Sendable (Int32) -> Void
    }

    private struct State {
        var watches: [Int32: [Watch]] = [:]
        /// What a signal did before anybody watched for it.
        var found: [Int32: (@convention(c) (Int32) -> Void)?] = [:]
        var lastKey = 0
    }

    static let shared = SignalPipe()

    /// The end that the handler writes to; there before any handler is.
    private static let input = Atomic<Int32>(-1)

    private let state = Mutex(State())

    private init() {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) == 0 {
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        }
        Self.input.store(ends[1], ordering: .sequentiallyConsistent)
        let output = ends[0]
        DispatchQueue(label: "signals").async {
            var number: UInt8 = 0
            while true {
                switch read(output, &number, 1) {
                case 1: SignalPipe.shared.tell(Int32(number))
                case -1 where errno == EINTR: continue
                default: return
                }
            }
        }
    }

    func add(_ signals: [Int32], _ handle: @escaping @Sendable (Int32) -> Void) -> Int {
        state.withLock { state in
            state.lastKey += 1
            let watch = Watch(key: state.lastKey, queue: DispatchQueue(label: "signal"), handle: handle)
            for number in signals {
                state.watches[number, default: []].append(watch)
                guard state.found[number] == nil else { continue }
                let handler: @convention(c) (Int32) -> Void = { SignalPipe.pass($0) }
                state.found[number] = signal(number, handler)
            }
            return state.lastKey
        }
    }

    func remove(_ key: Int, _ signals: [Int32]) {
        state.withLock { state in
            for number in signals {
                state.watches[number]?.removeAll { $0.key == key }
                guard state.watches[number]?.isEmpty == true, let found = state.found.removeValue(forKey: number)
                else { continue }
                signal(number, found)
            }
        }
    }

    /// Async-signal-safe (signal-safety(7)): an atomic and `write` only.
    private static func pass(_ number: Int32) {
        let error = errno
        var byte = UInt8(truncatingIfNeeded: number)
        // A full pipe holds enough of them.
        _ = write(input.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = error
    }

    /// Whoever came last has it.
    private func tell(_ number: Int32) {
        guard let watch = state.withLock({ $0.watches[number]?.last }) else { return }
        watch.queue.async { watch.handle(number) }
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
