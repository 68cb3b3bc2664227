import NexusFlowAPI
import Shell
import TaskEngine
import TaskLedger

/// No service and no ledger, for what only reads scripts.
struct OfflineBackend: Backend {
    let isLocal = true
    let label = "offline"

    private var refusal: ShellError { ShellError(.trouble, "nothing is sent while scripts are checked") }

    func ledger() throws -> Ledger { throw refusal }
    func address() throws -> ServiceAddress { throw refusal }
    func engine(_ tuning: EngineTuning) throws -> TaskEngine { throw refusal }
}

extension Wiring {
    /// A world in which scripts can be checked.
    static func environmentForChecking(console: any Console) -> ShellEnvironment {
        let variables = ProcessEnvironment.variables
        return environment(
            console: console, backend: OfflineBackend(), clock: SystemClock(),
            files: FileLocations(environment: variables), variables: variables,
            key: variables[APIKey.variable].flatMap { APIKey($0) })
    }
}
