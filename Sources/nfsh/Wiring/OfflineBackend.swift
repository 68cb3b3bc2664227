import NexusFlowAPI
import Shell
import TaskEngine
import TaskLedger

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// No service, for what only reads scripts: checks and plans.
struct OfflineBackend: Backend {
    /// Whether what is read would run on the embedded service.
    var isLocal = true
    let label = "offline"
    /// The ledger that a plan looks into; `nil` where none is needed.
    var ledgerPath: String?
    /// Where the service would be; `nil` if it has no fixed place.
    var service: ServiceAddress?

    private var refusal: ShellError { ShellError(.trouble, "nothing is sent while scripts are checked and planned") }

    func ledger() throws -> Ledger {
        guard let ledgerPath else { throw refusal }
        // Looking must not make one.
        return access(ledgerPath, F_OK) == 0
            ? try Ledger(path: ledgerPath) : try Ledger(emptyInPlaceOf: ledgerPath)
    }

    func address() throws -> ServiceAddress {
        // The embedded service gets its port when it starts.
        guard let address = service ?? ServiceAddress("http://127.0.0.1/v1") else { throw refusal }
        return address
    }

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
