import Synchronization
import Testing

@testable import TaskEngine

@Suite("A gate")
struct GateTests {
    @Test("lets no more in than its limit, and everybody in the end")
    func limit() async throws {
        let gate = Gate(limit: 3)
        let inside = Shared((now: 0, most: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    _ = try await gate.pass {
                        inside.value.withLock {
                            $0.now += 1
                            $0.most = max($0.most, $0.now)
                        }
                        await Task.yield()
                        inside.value.withLock { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.value.withLock { $0.now } == 0)
        #expect((1...3).contains(inside.value.withLock { $0.most }))
    }

    @Test("lets the most urgent in first")
    func urgency() async throws {
        let gate = Gate(limit: 1)
        let latch = Latch()
        let order = Shared<[Double]>([])
        let holder = Task { _ = try await gate.pass { try await latch.wait() } }
        await latch.isReached()
        let waiting = [3.0, 1, 2].map { urgency in
            Task { _ = try await gate.pass(urgency: urgency) { order.value.withLock { $0.append(urgency) } } }
        }
        while gate.waiting < 3 { await Task.yield() }
        latch.open()
        try await holder.value
        for task in waiting { try await task.value }
        #expect(order.value.withLock { $0 } == [1, 2, 3])
    }

    @Test("lets the next in as soon as one says that it needs to be there no more, and not another when that one goes")
    func earlyEnd() async throws {
        let gate = Gate(limit: 1)
        let latch = Latch()
        let first = Task {
            _ = try await gate.pass { stay in
                stay.end()
                stay.end()
                try await latch.wait()
            }
        }
        await latch.isReached()
        let secondLatch = Latch()
        let second = Task { _ = try await gate.pass { try await secondLatch.wait() } }
        await secondLatch.isReached()
        latch.open()
        try await first.value
        let third = Task { _ = try await gate.pass {} }
        while gate.waiting < 1 { await Task.yield() }
        secondLatch.open()
        try await second.value
        try await third.value
    }

    @Test("lets go of one that is cancelled while it waits")
    func cancelled() async throws {
        let gate = Gate(limit: 1)
        let latch = Latch()
        let holder = Task { _ = try await gate.pass { try await latch.wait() } }
        await latch.isReached()
        let waiting = Task { _ = try await gate.pass {} }
        while gate.waiting < 1 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        latch.open()
        try await holder.value
        #expect(gate.waiting == 0)
    }
}
