import FoundationEssentials
import NexusFlowAPI
import TaskLedger
import Testing

@testable import TaskEngine

@Suite("A video that could not be fetched")
struct VideoRetryTests {
    /// Looks once a minute for a day and an hour, as the poller does.
    ///
    /// - Returns: the seconds after noon at which a download began, and why the last one was given up.
    func attempts(
        _ bench: Bench, _ prepare: (Int) -> Void
    ) async throws -> (starts: [Int], end: EngineError?, stored: TaskRecord?) {
        let serverClock = ServerClock()
        serverClock.note(nil, at: bench.clock.now)
        let context = EngineContext(
            ledger: bench.ledger, service: bench.service, store: bench.store, account: "none", clock: bench.clock,
            configuration: EngineConfiguration(random: { 0.5 }), serverClock: serverClock)
        var queue = VideoQueue(context: context, downloader: Downloader(context: context), works: WorkSet())
        let (ends, report) = AsyncStream.makeStream(of: Result<DownloadOutcome, EngineError>.self)
        var coming = ends.makeAsyncIterator()
        var starts: [Int] = []
        for minute in 0...25 * 60 {
            let record = try #require(try bench.ledger.task(1))
            guard record.file == nil else { break }
            prepare(starts.count)
            queue.fetch([record], progressed: { _, _ in }, ended: { report.yield($1) })
            if queue.failures[1] == nil {
                starts.append(minute * 60)
                let result = try #require(await coming.next())
                _ = queue.ended(1, result)
            }
            bench.clock.advance(by: 60)
        }
        return (starts, queue.failures[1], try bench.ledger.task(1))
    }

    private let nonsense = ScriptedStore.Line.say(200, [.init("Content-Length", "5")], Array("hello".utf8))

    @Test("is tried again after five minutes, then after twice as long each time up to an hour, until its deadline")
    func untilDeadline() async throws {
        try await withBench(hurrying: false) { bench async throws in
            _ = try await bench.submitted("succeeded", url: "https://v/1.mp4", autodownload: true)
            let (starts, end, stored) = try await attempts(bench) { _ in bench.store.change { $0.lines = [nonsense] } }
            let pauses = zip(starts, starts.dropFirst()).map { $1 - $0 }
            #expect(pauses.prefix(5) == [300, 600, 1200, 2400, 3600])
            #expect(pauses.dropFirst(5).allSatisfy { $0 == 3600 })
            #expect(try #require(starts.last) <= 24 * 3600)
            #expect(try #require(starts.last) > 23 * 3600)
            #expect(end?.message.contains("could be fetched until") == true)
            #expect(stored?.file == nil)
        }
    }

    @Test("is there as soon as one attempt succeeds, and nothing is tried after that")
    func succeedsLater() async throws {
        try await withBench(hurrying: false) { bench async throws in
            _ = try await bench.submitted("succeeded", url: "https://v/1.mp4", autodownload: true)
            bench.store.change { $0.object = video() }
            let (starts, end, stored) = try await attempts(bench) { count in
                bench.store.change { $0.lines = [count < 2 ? nonsense : .serve] }
            }
            #expect(starts == [0, 300, 900])
            #expect(end == nil)
            #expect(stored?.file != nil)
        }
    }

    @Test("is tried at once for somebody who begins to wait for it")
    func renewed() async throws {
        try await withBench { bench async throws in
            bench.store.on(nonsense, nonsense)
            _ = try await bench.submitted("succeeded", url: "https://v/1.mp4", autodownload: true)
            for count in 1...2 {
                for await update in bench.engine.follow([1]) where update.downloadFailures[1] != nil {}
                #expect(bench.store.requests.count == count)
            }
        }
    }
}
