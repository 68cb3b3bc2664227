import ArgumentParser
import Shell

/// `nfsh check FILE…`
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Parse and check scripts; send nothing. All errors are reported at once.")

    @Argument(help: ArgumentHelp("Scripts; - for standard input.", valueName: "file"))
    var files: [String]

    func run() async throws {
        let console = SystemConsole()
        var isWell = true
        for file in files {
            let environment = Wiring.environmentForChecking(console: console)
            let isRight = ScriptCheck(environment: environment).report(file)
            isWell = isWell && isRight
        }
        guard isWell else { throw StatusError(status: .check) }
    }
}
