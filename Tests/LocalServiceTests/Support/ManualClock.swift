import FoundationEssentials
import NexusFlowAPI
import Synchronization

/// A clock that only moves when it is told to, or slept on.
final class ManualClock: WallClock {
    private let state = Mutex((now: Date(timeIntervalSince1970: 1_780_308_000), slept: [Duration]()))

    var now: Date { state.withLock { $0.now } }
    /// Every sleep, in order.
    var slept: [Duration] { state.withLock { $0.slept } }

    func advance(by seconds: Double) {
        state.withLock { $0.now += seconds }
    }

    func set(_ date: Date) {
        state.withLock { $0.now = date }
    }

    func sleep(for duration: Duration) async throws {
        state.withLock {
            $0.now += duration.seconds
            $0.slept.append(duration)
        }
    }
}
