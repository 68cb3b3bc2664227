import ArgumentParser
import LocalService
import NexusFlowAPI
import Shell

/// `nfsh serve [--port N]`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the local service, for curl or other clients, until Ctrl-C.")

    @ArgumentParser.Option(help: ArgumentHelp("TCP port; 0 takes a free one.", valueName: "n"))
    var port: Int = 8787

    @ArgumentParser.Option(help: ArgumentHelp("Address to listen on.", valueName: "address"))
    var host: String = "127.0.0.1"

    @OptionGroup var localService: LocalServiceOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port takes a number from 0 to 65535") }
    }

    func run() async throws {
        let files = FileLocations(environment: ProcessEnvironment.variables)
        var configuration = LocalServiceConfiguration(folder: files.localServiceFolder)
        configuration.host = host
        configuration.port = port
        configuration.speed = localService.speed
        configuration.faults = try localService.faults()
        let settled = configuration
        let service = Task {
            try await LocalService.run(settled) { address in
                StandardStream.output.write(
                    "serving on \(address)  (clock \(settled.speed)×, any key that begins with \(APIKey.prefix); Ctrl-C ends it)\n"
                )
            }
        }
        let signals = SignalWatch { service.cancel() }
        defer { signals.stop() }
        do {
            try await service.value
        } catch is CancellationError {
            return
        } catch {
            StandardStream.error.write("nfsh: \(Wiring.sentence(error))\n")
            throw StatusError(status: .trouble)
        }
    }
}
