import FoundationEssentials
import LocalService
import Media
import NexusFlowAPI
import NexusFlowClient
import ShellLanguage
import TaskEngine
import TaskLedger
import Testing

@testable import Shell

/// The real service over real HTTP.
private struct LiveBackend: Backend {
    let isLocal = true
    let label = "local"
    let openLedger: Ledger
    let serviceAddress: ServiceAddress
    let runningEngine: TaskEngine

    func ledger() -> Ledger { openLedger }
    func address() -> ServiceAddress { serviceAddress }
    func engine(_ tuning: EngineTuning) -> TaskEngine { runningEngine }
}

@Suite("On the local service", .serialized)
struct LocalServiceTests {
    private func withLocalShell(
        faults: FaultPlan = .none, _ body: (Interpreter, RecordingConsole, String) async throws -> Void
    ) async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "live-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        var configuration = LocalServiceConfiguration(folder: url.appending(path: "service").path)
        configuration.speed = 1000
        configuration.faults = faults
        try await LocalService.withService(configuration) { address in
            let client = NexusFlowClient(
                address: address, key: APIKey("sk-air-test"), configuration: ClientConfiguration(version: "test"))
            let ledger = try Ledger(path: url.appending(path: "ledger.sqlite").path)
            let engine = TaskEngine(
                ledger: ledger, service: client, store: client, account: "test", clock: SystemClock(),
                configuration: EngineConfiguration(pollInterval: 0.02...0.04))
            let console = RecordingConsole()
            let environment = ShellEnvironment(
                console: console,
                backend: LiveBackend(openLedger: ledger, serviceAddress: address, runningEngine: engine),
                clock: SystemClock(), variables: [:], workingDirectory: url.path, home: url.path, cataloguePath: nil)
            try await body(Interpreter(environment: environment, options: SessionOptions()), console, url.path)
            await engine.shutdown()
            await client.shutdown()
        }
    }

    @Test("a text and an image become verified videos under their names, and the bill is exact")
    func wholeWay() async throws {
        try await withLocalShell { interpreter, console, folder in
            await interpreter.run(
                Source(
                    name: "<command>",
                    text: """
                        set duration=3 name={number}.mp4
                        a = submit a paper boat seed=7
                        b = submit drift model=wan2.6-i2v img_url=$service/samples/boat.png
                        wait $a $b timeout=2m
                        echo $a.status $b.status $a.cost $b.cost
                        echo $a.file $b.file
                        """))
            #expect(await interpreter.exitStatus == .done, "\(console.messages)")
            #expect(
                console.results.hasSuffix("succeeded succeeded 0.27 0.27\n\(folder)/1.mp4 \(folder)/2.mp4\n"),
                "\(console.results)")
            let summary = try MP4Summary.read(path: "\(folder)/1.mp4")
            #expect(summary.width == 1280)
            #expect(summary.height == 720)
            #expect(abs(summary.duration - 3) < 0.1)
            #expect(FileManager.default.fileExists(atPath: "\(folder)/1.json"))
        }
    }

    @Test("a task that the service fails is free, and told with its reason")
    func failure() async throws {
        try await withLocalShell(faults: try FaultPlan(parsing: "fail=1")) { interpreter, console, _ in
            await interpreter.run(Source(name: "<command>", text: "submit a boat\nwait"))
            #expect(await interpreter.exitStatus == .taskFailed)
            #expect(console.messages.contains("task @1 failed: "))
        }
    }

    @Test("an answer that is lost on its way leaves an unknown outcome, and one task at the service")
    func lostAnswer() async throws {
        try await withLocalShell(faults: try FaultPlan(parsing: "drop-response=1")) { interpreter, console, folder in
            await interpreter.run(Source(name: "<command>", text: "submit a boat\nsubmit another"))
            #expect(await interpreter.exitStatus == .unknownOutcome)
            let tasks = try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/service")
                .filter { $0.contains("task_") && $0.hasSuffix(".json") }
            #expect(tasks.count == 1, "\(tasks)")
        }
    }
}
