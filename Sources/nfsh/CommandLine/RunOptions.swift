import LocalService
import NexusFlowAPI
import Shell

/// What the command line says of one run of the shell.
struct RunOptions {
    var isLocal = false
    var speed = LocalServiceConfiguration.defaultSpeed
    var faults = FaultPlan.none
    /// What `-c` was given, in order.
    var lines: [String] = []
    var baseURL: String?
    var ledger: String?
    var profile: String?
    var output: OutputFormat?
    var maximumCost: Money?
    var assumesYes = false
    var jobs: Int?
    var isQuiet = false
    var color: ColorChoice?
    var readsStartUpScript = true
    var resumes = false
    /// Where reports go, as they were given.
    var reports: [ReportFormat: String] = [:]
    var script = ScriptArguments.none
}

extension RunOptions {
    /// Reads a command line that says no more than `[--local] [-c LINES]… [FILE [ARG…]]`: the ways in that people and
    /// scripts take all day, whose start should not wait for the option parser to look at itself.
    ///
    /// - Returns: `nil` for every other command line, wrong ones included.
    init?(plain words: [String], commands: [String]) {
        var rest = words[...]
        while let word = rest.first, word == "--local" || word == "-c" {
            rest.removeFirst()
            guard word == "-c" else {
                isLocal = true
                continue
            }
            guard let text = rest.popFirst() else { return nil }
            lines.append(text)
        }
        guard let first = rest.first else { return }
        guard lines.isEmpty, first == "-" || !first.hasPrefix("-"), !commands.contains(first),
            let script = try? ScriptArguments(Array(rest), hasLines: false)
        else { return nil }
        self.script = script
    }
}
