package import FoundationEssentials
import Media
package import NexusFlowAPI
import ShellLanguage
package import TaskEngine
package import TaskLedger

/// What a shell remembers between two lines: settings, names, the tasks it made. Lives on the interpreter alone.
package final class Session {
    /// How `quit` wants the process to end.
    package enum Leaving: Hashable, Sendable {
        case withWorstStatus
        case with(ExitStatus)
    }

    package let environment: ShellEnvironment
    package let options: SessionOptions
    package var settings = Settings() {
        didSet { if settings.notice != oldValue.notice { teller.notify(by: settings.notice) } }
    }
    /// Tells the terminal how tasks stand.
    let teller: TerminalTeller
    /// What names are bound to, by `let`, captures and `args`.
    package var variables: [String: Value] = [:]
    /// Numbers of the tasks that this session submitted, in order.
    package private(set) var submitted: [Int] = []
    /// Numbers of the tasks that others submitted and this session looks after.
    package private(set) var reattached: [Int] = []
    /// Set by `quit`: nothing runs after it.
    package var leaving: Leaving?
    /// The files that are being sourced, outermost first, by absolute path.
    package var sourcing: [String] = []
    /// Called when a task was submitted, so that somebody can look after it.
    package var whenSubmitted: (@Sendable (Int) -> Void)?

    /// The profile in use, if one was asked for.
    var profile: SessionProfile?

    /// What was typed; `nil` where nobody types.
    package var history: (any EntryHistory)?
    /// The entries that were last shown, by the numbers that they had.
    var listedHistory: [Int: String] = [:]

    private var loadedCatalogue: Catalogue?
    /// How the terminal shows pictures, once that was found out.
    var knownGraphics: TerminalGraphics?
    /// The number that the tasks of this session carry in the ledger, once it has submitted one.
    package internal(set) var run: Int?
    /// What an earlier run of this script left, if it was taken up.
    var resumption = Resumption()
    /// The statement that runs.
    var statement: RunningStatement?
    /// The program that has the terminal.
    var program: Task<ShellProcess.End, any Error>?
    /// How many statements run, each sourced by the one before.
    var depth = 0
    private var lines: LineIndex?
    private var cachedPalettes: Palettes?

    /// The colours of the two streams, and the setting that they were made by.
    private struct Palettes {
        let color: String?
        let result: Palette
        let message: Palette
    }
    /// Takes note of what was submitted and expected.
    var report: RunReport?
    /// Takes note of what was run, as it can be run again.
    var recorder: Recorder?
    private var hasRecovered = false
    /// What was advised and is not to be said again.
    var advised: Set<String> = []

    package init(environment: ShellEnvironment, options: SessionOptions) {
        self.environment = environment
        self.options = options
        teller = TerminalTeller(console: environment.console, knowledge: environment.console.terminal)
        applyOptions()
    }

    /// Forgets settings, going back to what the command line said.
    package func resetSettings() {
        settings.reset()
        profile = nil
        applyOptions()
    }

    private func applyOptions() {
        if let output = options.output { settings.set("output", to: output.rawValue) }
        if let color = options.color { settings.set("color", to: color) }
        if let jobs = options.jobs { settings.set("jobs", to: String(jobs)) }
    }

    // MARK: What it works with

    package var console: any Console { environment.console }
    package var isLocal: Bool { environment.backend.isLocal }

    package var palette: Palette { palettes.result }
    package var messagePalette: Palette { palettes.message }

    private var palettes: Palettes {
        let color = settings["color"]
        if let cachedPalettes, cachedPalettes.color == color { return cachedPalettes }
        let palettes = Palettes(
            color: color,
            result: Palette(
                setting: color, isTerminal: console.resultIsTerminal, environment: environment.variables),
            message: Palette(
                setting: color, isTerminal: console.messageIsTerminal, environment: environment.variables))
        cachedPalettes = palettes
        return palettes
    }

    /// The ledger; at its first use, what processes that died left behind is settled.
    package func ledger() async throws -> Ledger {
        let ledger = try await environment.backend.ledger()
        // A plan changes nothing.
        if !hasRecovered, !isPlanning {
            hasRecovered = true
            tell(try ledger.settleDeadSenders(at: environment.clock.now))
        }
        return ledger
    }

    package func engine() async throws -> TaskEngine {
        try await environment.backend.engine(EngineTuning(jobs: settings.jobs, poll: settings.poll))
    }

    /// The built-in catalogue, with the user's own over it where there is one.
    package func catalogue() throws -> Catalogue {
        if let loadedCatalogue { return loadedCatalogue }
        let catalogue = try environment.catalogue()
        loadedCatalogue = catalogue
        return catalogue
    }

    // MARK: Tasks

    package var now: Date { environment.clock.now }

    /// Has a task looked after that this session did not send, unless it is over.
    func remember(_ task: TaskRecord) {
        if task.isWorthFollowing { lookAfter(task.number) }
    }

    /// Has a task of the ledger looked after from now on.
    func lookAfter(_ number: Int) {
        reattached.append(number)
        whenSubmitted?(number)
    }

    /// Takes note of a task that was sent.
    package func remember(_ number: Int) {
        submitted.append(number)
        whenSubmitted?(number)
    }

    /// Takes what would be sent, while a plan is made or the rows of `each` are gathered; nothing leaves meanwhile.
    var collector: SubmitCollector?
    /// Whether all of this is for a plan: nothing is sent, written, waited for or printed.
    package var isPlanning: Bool { plan != nil }
    var plan: RunPlan?
    /// The row of `each` that is being worked on, by column.
    var row: [String: String]?

    /// A seed for a request that has none; a plan leaves it open.
    func drawSeed() -> Int? {
        isPlanning ? nil : environment.drawSeed()
    }

    /// A task by its number: a stand-in while nothing is sent, else the ledger's.
    func record(_ number: Int) async throws -> TaskRecord? {
        if number < 0 { return standIn(number) }
        return try await ledger().task(number)
    }

    /// Where the statement that runs stands.
    var place: Place? {
        guard let statement else { return nil }
        let lines = lines.flatMap { $0.source == statement.source ? $0 : nil } ?? LineIndex(statement.source)
        self.lines = lines
        return Place(
            source: statement.source.name, line: lines.line(at: statement.span.start),
            isForgiven: statement.isForgiven)
    }

    private func standIn(_ number: Int) -> TaskRecord? {
        plan?.standIns.record(number) ?? collector?.record(number)
    }

    /// Tasks by their numbers, in the ledger's order.
    func records(_ numbers: [Int]) async throws -> [TaskRecord] {
        let standIns = numbers.filter { $0 < 0 }.compactMap { standIn($0) }
        guard standIns.count < numbers.count else { return standIns }
        var filter = TaskFilter()
        filter.numbers = numbers.filter { $0 > 0 }
        return standIns + (try await ledger().tasks(filter))
    }

    // MARK: Messages

    /// Writes a line that is no result, unless the session is quiet.
    package func note(_ text: String) {
        guard !options.isQuiet else { return }
        console.message(text + "\n")
    }

    /// Writes a warning, which `--quiet` keeps.
    package func warn(_ text: String) {
        console.message(messagePalette.paint("warning: ", .yellow) + sanitised(text) + "\n")
    }
}
