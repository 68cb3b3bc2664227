import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import Synchronization
import TaskEngine
import TaskLedger
import Testing

@testable import Shell

/// Testing has one of its own.
typealias ExitStatus = Shell.ExitStatus

/// Whoever sleeps wakes at once, with the clock moved on: no test waits.
final class HurryingClock: WallClock {
    private let time = Mutex(Date(timeIntervalSince1970: 1_780_315_200))

    /// Noon of 2026-06-01 UTC, and later once somebody slept.
    var now: Date { time.withLock { $0 } }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        time.withLock { $0.addTimeInterval(duration.seconds) }
        await Task.yield()
    }
}

struct ScriptedBackend: Backend {
    let isLocal: Bool
    let label = "test"
    let openLedger: Ledger
    let scripted: ScriptedService
    let runningEngine: TaskEngine

    func ledger() -> Ledger { openLedger }
    func address() -> ServiceAddress { scripted.address }
    func engine(_ tuning: EngineTuning) -> TaskEngine { runningEngine }
}

/// A shell with a real ledger and a real engine, in a folder of its own, on a service that is scripted.
struct TestShell: Sendable {
    let folder: String
    let console: RecordingConsole
    let service: ScriptedService
    let store: ScriptedStore
    let ledger: Ledger
    let environment: ShellEnvironment
    let interpreter: Interpreter

    /// Runs lines as `-c` does.
    ///
    /// - Returns: the exit status so far.
    @discardableResult
    func run(_ lines: String) async -> ExitStatus {
        await interpreter.run(Source(name: "<command>", text: lines))
        return await interpreter.exitStatus
    }

    /// Runs a script of the folder as the command line does.
    @discardableResult
    func run(file: String) async -> ExitStatus {
        switch ScriptFile.load(file, workingDirectory: folder) {
        case .success(let script): await interpreter.run(script)
        case .failure(let error): Issue.record(error)
        }
        return await interpreter.exitStatus
    }

    var results: String { console.results }
    var messages: String { console.messages }

    func write(_ text: String, to file: String) throws {
        let path = "\(folder)/\(file)"
        try FileManager.default.createDirectory(
            atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    /// The text of a file of the folder; a failure of the test if there is none.
    func read(_ file: String) -> String {
        attempt { String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(file)")), as: UTF8.self) } ?? ""
    }

    /// The visible files of the folder, sorted.
    func files() -> [String] {
        (attempt { try FileManager.default.contentsOfDirectory(atPath: folder) } ?? [])
            .filter { !$0.hasPrefix(".") && !$0.hasPrefix("ledger.sqlite") }.sorted()
    }

    /// The task as the ledger has it.
    func task(_ number: Int) -> TaskRecord? { attempt { try ledger.task(number) } ?? nil }

    /// Whether nothing was ever written down.
    var hasNoTask: Bool { task(1) == nil }

    private func attempt<Value>(_ work: () throws -> Value) -> Value? {
        do {
            return try work()
        } catch {
            Issue.record(error)
            return nil
        }
    }

    /// Takes a submit, says that it succeeded, and has its video ready.
    func willSucceed(_ ids: String...) {
        for id in ids {
            service.on("POST /tasks", .answer(202, ScriptedService.task(id, "running")))
            service.says(id, "succeeded", progress: 100, url: "https://storage.test/\(id).mp4")
            store.put(sampleVideo(), at: "https://storage.test/\(id).mp4")
        }
    }
}

func withShell<Value>(
    local: Bool = true, console: RecordingConsole = RecordingConsole(), variables: [String: String] = [:],
    catalogue: String? = nil, key: String? = nil, options: SessionOptions = SessionOptions(),
    _ body: (TestShell) async throws -> Value
) async throws -> Value {
    let url = FileManager.default.temporaryDirectory.appending(path: "shell-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    let folder = url.path
    let service = try ScriptedService()
    let store = ScriptedStore()
    let clock = HurryingClock()
    let ledger = try Ledger(path: "\(folder)/ledger.sqlite")
    let engine = TaskEngine(
        ledger: ledger, service: service, store: store, account: "none", clock: clock,
        configuration: EngineConfiguration(random: { 0.5 }))
    if let catalogue { try Data(catalogue.utf8).write(to: url.appending(path: "catalogue.json")) }
    let environment = ShellEnvironment(
        console: console,
        backend: ScriptedBackend(isLocal: local, openLedger: ledger, scripted: service, runningEngine: engine),
        clock: clock, variables: ["PAGER": "cat"].merging(variables) { $1 }, workingDirectory: folder,
        home: "\(folder)/home",
        cataloguePath: "\(folder)/catalogue.json", profiles: ProfileStore(folder: "\(folder)/config/profiles"),
        draftsFolder: "\(folder)/.drafts",
        keyFile: KeyFile(path: "\(folder)/config/key"),
        keyGuard: KeyGuard(key.flatMap { APIKey($0) }), drawSeed: { 42 })
    let value = try await body(
        TestShell(
            folder: folder, console: console, service: service, store: store, ledger: ledger, environment: environment,
            interpreter: Interpreter(environment: environment, options: options)))
    await engine.shutdown()
    return value
}

/// Options of a session, changed as the test wants them.
func options(_ change: (inout SessionOptions) -> Void) -> SessionOptions {
    var options = SessionOptions()
    change(&options)
    return options
}
