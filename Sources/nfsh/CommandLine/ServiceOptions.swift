import ArgumentParser
import LocalService
import NexusFlowAPI

/// The options that decide how the embedded service behaves.
struct LocalServiceOptions: ParsableArguments {
    @ArgumentParser.Option(help: ArgumentHelp("Speed of the local service's clock.", valueName: "n"))
    var speed: Double = 20

    @ArgumentParser.Option(
        help: ArgumentHelp("Faults of the local service, such as fail=0.1,reset=0.05.", valueName: "list"))
    var fault: String?

    func validate() throws {
        guard speed.isFinite, speed > 0, speed <= 10_000 else {
            throw ValidationError("--speed takes a number above 0, at most 10000")
        }
        _ = try faults()
    }

    func faults() throws -> FaultPlan {
        guard let fault else { return .none }
        do {
            return try FaultPlan(parsing: fault)
        } catch {
            throw ValidationError("--fault \(fault): \(error)")
        }
    }
}
