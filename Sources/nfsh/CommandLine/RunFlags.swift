import ArgumentParser
import NexusFlowAPI
import Shell

/// The options that stand before a script.
struct RunFlags: ParsableArguments {
    @Flag(name: .customLong("local"), help: "Use the embedded service: nothing is paid.")
    var isLocal = false

    @OptionGroup var localService: LocalServiceOptions

    @ArgumentParser.Option(
        name: .customShort("c"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Run these lines; may be given several times.", valueName: "lines"))
    var lines: [String] = []

    @ArgumentParser.Option(help: ArgumentHelp("The service, with its /v1.", valueName: "url"))
    var baseURL: String?

    @ArgumentParser.Option(help: ArgumentHelp("The ledger file.", valueName: "path"))
    var ledger: String?

    @ArgumentParser.Option(help: ArgumentHelp("Load a profile first.", valueName: "name"))
    var profile: String?

    @ArgumentParser.Option(help: ArgumentHelp("table, json, jsonl, csv, tsv or markdown.", valueName: "format"))
    var output: OutputFormat?

    @ArgumentParser.Option(help: ArgumentHelp("Ceiling on what this run may cost, in dollars.", valueName: "usd"))
    var maxCost: Money?

    @Flag(help: "Pay without being asked.")
    var yes = false

    @ArgumentParser.Option(help: ArgumentHelp("Requests and transfers at once, 1 to 64.", valueName: "n"))
    var jobs: Int?

    @Flag(help: "Print results and errors only.")
    var quiet = false

    @ArgumentParser.Option(help: ArgumentHelp("auto, always or never.", valueName: "when"))
    var color: ColorChoice?

    @Flag(help: "Do not read rc.nfs.")
    var noRc = false

    @Flag(help: "Go on with the newest run of this script that was cut off; what was paid is not paid again.")
    var resume = false

    @ArgumentParser.Option(help: ArgumentHelp("Write a report of the run as JSON.", valueName: "file"))
    var reportJson: String?

    @ArgumentParser.Option(help: ArgumentHelp("Write a report of the run as JUnit XML.", valueName: "file"))
    var reportJunit: String?

    @ArgumentParser.Option(help: ArgumentHelp("Write a report of the run as TAP 14.", valueName: "file"))
    var reportTap: String?

    func validate() throws {
        if let jobs, !(1...64).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 64") }
        if let baseURL, ServiceAddress(baseURL) == nil {
            throw ValidationError("--base-url \(baseURL) is no http or https URL, such as https://nexusflow.vip/v1")
        }
        if isLocal, baseURL != nil { throw ValidationError("--local and --base-url name two services") }
    }

    var asksForReport: Bool { reportJson != nil || reportJunit != nil || reportTap != nil }

    func options(_ script: ScriptArguments) throws -> RunOptions {
        var options = RunOptions()
        options.isLocal = isLocal
        options.speed = localService.speed
        options.faults = try localService.faults()
        options.lines = lines
        options.baseURL = baseURL
        options.ledger = ledger
        options.profile = profile
        options.output = output
        options.maximumCost = maxCost
        options.assumesYes = yes
        options.jobs = jobs
        options.isQuiet = quiet
        options.color = color
        options.readsStartUpScript = !noRc
        options.resumes = resume
        options.reports = [.json: reportJson, .junit: reportJunit, .tap: reportTap].compactMapValues { $0 }
        options.script = script
        return options
    }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

extension OutputFormat: ExpressibleByArgument {}

extension Money: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
