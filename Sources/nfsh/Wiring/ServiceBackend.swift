import LocalService
import NexusFlowAPI
import NexusFlowClient
import Shell
import TaskEngine
import TaskLedger

/// The service and the ledger of one process, made when somebody first needs them.
actor ServiceBackend: Backend {
    struct Configuration: Sendable {
        let choice: ServiceChoice
        let ledgerPath: String
        let localServiceFolder: String
        let speed: Double
        let faults: FaultPlan
        let environment: [String: String]
        /// Told of what takes its time.
        let tell: @Sendable (String) -> Void
    }

    /// From how many tasks on an older ledger takes long enough for somebody to wonder.
    private static let manyTasks = 20_000

    nonisolated let isLocal: Bool
    nonisolated let label: String
    private let configuration: Configuration
    private let clock: any WallClock
    private var openLedger: Ledger?
    private var embedded: EmbeddedService?
    private var client: NexusFlowClient?
    private var runningEngine: Task<TaskEngine, any Error>?

    init(_ configuration: Configuration, clock: any WallClock) {
        self.configuration = configuration
        self.clock = clock
        switch configuration.choice {
        case .embedded: (isLocal, label) = (true, "local")
        case .remote(let address, _):
            (isLocal, label) = (false, address.origin.split(separator: "/").last.map(String.init) ?? address.origin)
        }
    }

    nonisolated var sampleImages: [String] {
        isLocal ? SampleImage.allCases.map { "$service/samples/\($0.fileName)" } : []
    }

    func ledger() throws -> Ledger {
        if let openLedger { return openLedger }
        let ledger = try Ledger(path: configuration.ledgerPath) { [configuration] count in
            guard count >= Self.manyTasks else { return }
            configuration.tell(
                "the ledger is of an older nfsh and has \(count) tasks: a copy is made and it is brought up to date, which can take some seconds"
            )
        }
        openLedger = ledger
        return ledger
    }

    func address() async throws -> ServiceAddress {
        switch configuration.choice {
        case .remote(let address, _): return address
        case .embedded:
            let service = embedded ?? EmbeddedService(serviceConfiguration, clock: clock)
            embedded = service
            return try await service.address()
        }
    }

    func engine(_ tuning: EngineTuning) async throws -> TaskEngine {
        if let runningEngine { return try await runningEngine.value }
        let task = Task { try await makeEngine(tuning) }
        runningEngine = task
        do {
            return try await task.value
        } catch {
            runningEngine = nil
            throw error
        }
    }

    private func makeEngine(_ tuning: EngineTuning) async throws -> TaskEngine {
        let ledger = try ledger()
        let address = try await address()
        let key = key
        let client = NexusFlowClient(address: address, key: key, configuration: try clientConfiguration())
        self.client = client
        return TaskEngine(
            ledger: ledger, service: client, store: client, account: try ledger.account(for: key), clock: clock,
            configuration: engineConfiguration(tuning))
    }

    /// Proxy and certificates as the usual environment variables say.
    private func clientConfiguration() throws -> ClientConfiguration {
        do {
            let client = try ClientConfiguration(version: Version.text, environment: configuration.environment)
            #if DEBUG
                return DebugTime.hurried(client)
            #else
                return client
            #endif
        } catch {
            throw ShellError(.trouble, "\(error)", remedy: "such as http://proxy.example:3128")
        }
    }

    private var key: APIKey? {
        switch configuration.choice {
        case .remote(_, let key): key
        case .embedded: APIKey(APIKey.prefix + "local")
        }
    }

    private var serviceConfiguration: LocalServiceConfiguration {
        var service = LocalServiceConfiguration(folder: configuration.localServiceFolder)
        service.speed = configuration.speed
        service.faults = configuration.faults
        return service
    }

    /// Ends all work on tasks, and sees to it that what became of every submit is written down, within seconds.
    func settle() async {
        if let runningEngine, let engine = try? await runningEngine.value { await engine.shutdown() }
    }

    /// Ends transfers, connections and the embedded service. Tasks go on without them.
    func shutdown() async {
        await settle()
        await client?.shutdown()
        await embedded?.stop()
    }

    private func engineConfiguration(_ tuning: EngineTuning) -> EngineConfiguration {
        var engine = EngineConfiguration()
        engine.jobs = tuning.jobs
        if case .embedded = configuration.choice { engine.portMoves = true }
        // The documented interval, in the time of the service's own clock.
        let factor = isLocal ? configuration.speed : 1
        engine.pollInterval =
            tuning.poll.map { $0.seconds...$0.seconds } ?? (10 / factor)...(15 / factor)
        return engine
    }
}
