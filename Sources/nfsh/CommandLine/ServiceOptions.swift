import ArgumentParser
import LocalService
import NexusFlowAPI

/// The options that decide how the embedded service behaves.
struct LocalServiceOptions: ParsableArguments {
    @ArgumentParser.Option(help: ArgumentHelp("Speed of the local service's clock.", valueName: "n"))
    var speed: Double = LocalServiceConfiguration.defaultSpeed

    @ArgumentParser.Option(
        help: ArgumentHelp(
            "Faults of the local service, each with how likely it is, such as fail=0.1,slow=0.2:500ms. There are "
                + FaultPlan.names + ".",
            valueName: "list"))
    var fault: String?

    func validate() throws {
        let speeds = LocalServiceConfiguration.speeds
        guard speeds.contains(speed) else {
            throw ValidationError("--speed takes a number from \(speeds.lowerBound) to \(Int(speeds.upperBound))")
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
