import ArgumentParser
import Shell

/// `nfsh fmt [--check] FILE…`
struct Format: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Write scripts in canonical form. What cannot be parsed is left alone.")

    @Flag(help: "Change nothing; exit with 2 if a file is not in canonical form.")
    var check = false

    @Argument(help: ArgumentHelp("Scripts; - formats standard input to standard output.", valueName: "file"))
    var files: [String]

    func run() async throws {
        let console = SystemConsole()
        let environment = Wiring.environmentForChecking(console: console)
        var isWell = true
        for file in files {
            let isRight = ScriptFormat(environment: environment).format(file, changes: !check)
            isWell = isWell && isRight
        }
        do {
            try console.requireResults()
        } catch {
            console.message("error: \(error.message)\n")
            throw StatusError(status: error.status)
        }
        guard isWell else { throw StatusError(status: .check) }
    }
}
