import FoundationEssentials
import NexusFlowAPI
import Synchronization
import TaskLedger
import Testing

@testable import TaskEngine

let noon = Date(timeIntervalSince1970: 1_780_315_200)

/// A clock that the test moves. Sleepers wait for it.
final class ManualClock: WallClock {
    private struct Sleeper {
        let number: Int
        let until: Date
        let wake: CheckedContinuation<Bool, Never>
    }

    private struct Watcher {
        let number: Int
        let count: Int
        let tell: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now = noon
        var sleepers: [Sleeper] = []
        var nextNumber = 0
        var watchers: [Watcher] = []
    }

    private let state = Mutex(State())
    /// Whether whoever sleeps wakes at once, with the clock moved on.
    private let isHurrying: Bool

    init(hurrying: Bool = false) {
        isHurrying = hurrying
    }

    var now: Date { state.withLock { $0.now } }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        if isHurrying {
            state.withLock { $0.now.addTimeInterval(duration.seconds) }
            await Task.yield()
            return
        }
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        let isDone = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let watchers = state.withLock { state -> [CheckedContinuation<Void, Never>]? in
                    if Task.isCancelled { return nil }
                    let until = state.now.addingTimeInterval(duration.seconds)
                    state.sleepers.append(Sleeper(number: number, until: until, wake: continuation))
                    let ready = state.watchers.filter { $0.count <= state.sleepers.count }.map(\.tell)
                    state.watchers.removeAll { $0.count <= state.sleepers.count }
                    return ready
                }
                guard let watchers else { return continuation.resume(returning: false) }
                for watcher in watchers { watcher.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.sleepers.firstIndex { $0.number == number }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.wake.resume(returning: false)
        }
        if !isDone { throw CancellationError() }
    }

    /// Returns as soon as that many sleep, or the caller is cancelled.
    func sleepers(_ count: Int = 1) async {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if state.sleepers.count >= count || Task.isCancelled { return true }
                    state.watchers.append(Watcher(number: number, count: count, tell: continuation))
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            let watcher = state.withLock { state in
                state.watchers.firstIndex { $0.number == number }.map { state.watchers.remove(at: $0) }
            }
            watcher?.tell.resume()
        }
    }

    /// Lets time pass whenever that many sleep, until it is cancelled.
    func run(by seconds: Double, sleepers count: Int = 1) -> Task<Void, Never> {
        Task {
            while !Task.isCancelled {
                await sleepers(count)
                if !Task.isCancelled { advance(by: seconds) }
                await Task.yield()
            }
        }
    }

    func advance(by seconds: Double) {
        let woken = state.withLock { state in
            state.now.addTimeInterval(seconds)
            let due = state.sleepers.filter { $0.until <= state.now }
            state.sleepers.removeAll { $0.until <= state.now }
            return due
        }
        for sleeper in woken { sleeper.wake.resume(returning: true) }
    }
}

/// A service that says what the test wrote down for each call, in order, and fails the test on any other call.
final class ScriptedService: VideoService {
    enum Line: Sendable {
        case answer(Int, JSONValue, [APIResponse.Header])
        case text(Int, String)
        case failure(ServiceError)
        /// Waits until the test opens the latch, then goes on with the next line.
        case wait(Latch)
    }

    let address: ServiceAddress
    private let lines = Mutex<[String: [Line]]>([:])
    private let standing = Mutex<[String: Line]>([:])
    private let calls = Mutex<[String]>([])
    /// Called inside every call, before its answer.
    private let watch: @Sendable (APIRequest) -> Void

    init(_ address: String = "https://nexusflow.vip/v1", watch: @escaping @Sendable (APIRequest) -> Void = { _ in })
        throws
    {
        self.address = try #require(ServiceAddress(address))
        self.watch = watch
    }

    func on(_ call: String, _ lines: Line...) {
        self.lines.withLock { $0[call, default: []] += lines }
    }

    /// Says this to every call for which nothing else is left to say.
    func always(_ call: String, _ line: Line) { standing.withLock { $0[call] = line } }

    /// The calls so far, such as `GET /tasks/t-1`.
    var log: [String] { calls.withLock { $0 } }

    func count(_ call: String) -> Int { log.count { $0 == call } }

    func send(_ request: APIRequest) async throws(ServiceError) -> APIResponse {
        let call = "\(request.method.rawValue) \(request.path)"
        calls.withLock { $0.append(call) }
        watch(request)
        while true {
            let line = lines.withLock { lines -> Line? in
                guard let first = lines[call]?.first else { return standing.withLock { $0[call] } }
                lines[call]?.removeFirst()
                return first
            }
            switch line {
            case .answer(let status, let json, let headers):
                return APIResponse(status: status, headers: headers, body: Array(json.text().utf8))
            case .text(let status, let text): return APIResponse(status: status, body: Array(text.utf8))
            case .failure(let error): throw error
            case .wait(let latch):
                do {
                    try await latch.wait()
                } catch {
                    throw ServiceError(.timeout, "the call was given up")
                }
            case nil:
                Issue.record("nobody told the service what to say to \(call)")
                throw ServiceError(.refused, "unexpected call", status: 400)
            }
        }
    }
}

/// A value that tasks of a group change.
final class Shared<Value: Sendable>: Sendable {
    let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }
}

/// Holds whoever waits until it is opened.
final class Latch: Sendable {
    private let opened = AsyncStream.makeStream(of: Void.self)
    private let reached = AsyncStream.makeStream(of: Void.self)

    func wait() async throws {
        reached.continuation.finish()
        for await _ in opened.stream {}
        try Task.checkCancellation()
    }

    func open() { opened.continuation.finish() }

    /// Returns as soon as somebody waits.
    func isReached() async {
        for await _ in reached.stream {}
    }
}

extension ScriptedService.Line {
    static func task(
        _ status: String, id: String = "t-1", url: String? = nil, error: String? = nil, date: String? = nil,
        created: String? = "2026-06-01T12:00:00.000Z", http: Int = 200
    ) -> Self {
        .answer(
            http, json(status, id: id, url: url, error: error, created: created), date.map { [.init("Date", $0)] } ?? []
        )
    }

    static func json(
        _ status: String, id: String = "t-1", url: String? = nil, error: String? = nil,
        created: String? = "2026-06-01T12:00:00.000Z"
    ) -> JSONValue {
        var object: JSONObject = ["id": .string(id), "status": .string(status)]
        object["output"] = url.map { ["video_url": .string($0)] }
        object["error"] = error.map { .string($0) }
        object["created_at"] = created.map { .string($0) }
        return .object(object)
    }

    static func refusal(_ status: Int, _ message: String = "no", retryAfter: String? = nil) -> Self {
        .answer(
            status, ["error": ["message": .string(message), "code": "InvalidParameter"]],
            retryAfter.map { [.init("Retry-After", $0)] } ?? [])
    }
}

/// An engine on a ledger in a folder of its own, with a service and a storage that are scripted.
struct Bench: Sendable {
    let folder: String
    let ledger: Ledger
    let service: ScriptedService
    let store: ScriptedStore
    let clock: ManualClock
    let engine: TaskEngine

    /// What the table of the ledger says now, read through a connection of its own.
    func status(_ number: Int) throws -> TaskStatus? {
        try Ledger(path: ledger.path).task(number)?.status
    }

    func order(_ prompt: String = "a paper boat", autodownload: Bool = false) -> SubmitOrder {
        SubmitOrder(
            request: GenerationRequest(model: "wan2.6-t2v", prompt: prompt, resolution: "720P", duration: 5, seed: 7),
            estimate: PriceRange(Money(microdollars: 450_000)), folder: "\(folder)/videos", autodownload: autodownload)
    }

    /// A submitted task in the given state.
    func submitted(_ status: String, url: String? = nil, autodownload: Bool = false) async throws -> TaskRecord {
        service.on("POST /tasks", .task(status, url: url))
        return try await engine.submit(order(autodownload: autodownload))
    }
}

func withBench<Value>(
    hurrying: Bool = true, jobs: Int = 4, settleTime: Duration = .seconds(5),
    address: String = "https://nexusflow.vip/v1",
    watch: @escaping @Sendable (APIRequest, String) -> Void = { _, _ in }, _ body: (Bench) async throws -> Value
) async throws -> Value {
    let url = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    let path = "\(url.path)/ledger.sqlite"
    let ledger = try Ledger(path: path)
    let service = try ScriptedService(address) { watch($0, path) }
    let store = ScriptedStore()
    let clock = ManualClock(hurrying: hurrying)
    let engine = TaskEngine(
        ledger: ledger, service: service, store: store, account: "none", clock: clock,
        configuration: EngineConfiguration(jobs: jobs, settleTime: settleTime, random: { 0.5 }))
    let bench = Bench(
        folder: url.path, ledger: ledger, service: service, store: store, clock: clock, engine: engine)
    let value = try await body(bench)
    await engine.shutdown()
    return value
}

extension Ledger {
    /// Writes one intent down.
    func intend(_ intent: TaskIntent, by process: ProcessIdentity, at time: Date) async throws -> TaskRecord {
        try #require(try await intend([intent], within: nil, by: process, at: time).first)
    }
}
