import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `cost [TASKS] [by=…] [tag=…] [rated=…] [since=…]`
enum CostCommand: ShellCommand {
    private static let groups = CostSummary.Group.allCases.map(\.rawValue)

    static let spec = CommandSpec(
        "cost", summary: "what the next submit costs, or what tasks have cost",
        operands: [CommandSpec.Operand("TASKS", .tasks, .many)],
        options: [
            CommandSpec.Option("by", .choice(groups), "one line a group")
        ] + TaskConditions.options + [
            CommandSpec.Option("since", .moment, "only what was submitted since: 2h, 3d, 2026-06-01")
        ],
        isPaged: true,
        details: """
            Alone, the price of a submit with the session's parameters. With tasks or options: `estimate` is what was \
            expected, `committed` what runs and may still be billed, `billed` what succeeded, `unknown` what may have been \
            billed without anybody knowing. Failed tasks are free. With by=, people see bars: what was billed within what \
            was expected; programs get the numbers. by=run holds each session or script against its estimate.
            """,
        examples: ["cost", "cost @all", "cost by=model since=1d", "cost tag=hero"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard !(call.operands.isEmpty && call.options.isEmpty) else { return try printNext(call, session) }
        let conditions = try TaskConditions(call, in: session)
        let since = try call.option("since").map { try session.moment($0) }
        let tasks: [TaskRecord]
        if call.operands.isEmpty {
            var filter = TaskFilter()
            conditions.add(to: &filter)
            filter.since = since
            tasks = try await session.ledger().tasks(filter)
        } else {
            tasks = try await session.tasks(call.operands)
                .filter { task in conditions.fits(task) && since.map { task.intendedAt >= $0 } ?? true }
        }
        let group = try call.option("by").map { value in
            try session.canonical(value, option: "by", of: spec, in: session.catalogue())
        }
        let spent = try await session.spending()
        let left = session.spendGuard.ceilings.first.map { max($0.amount - spent.total, .zero) }
        let grouping = group.flatMap(CostSummary.Group.init(rawValue:))
        let result = CostSummary.result(tasks, by: grouping, left: left)
        guard let grouping, session.settings.output == .table else { return call.output.print(result) }
        let picture = CostSummary.picture(
            tasks, by: grouping, left: left, width: call.output.isTerminal ? call.output.width : 80,
            isUnicode: session.console.terminal.isUnicode, palette: call.output.palette)
        call.output.print(
            ResultSet(columns: result.columns, rows: result.rows, sentence: picture))
    }

    private static func printNext(_ call: CommandCall, _ session: Session) throws {
        let catalogue = try session.catalogue()
        var draft = RequestDraft(session.settings)
        if draft[.prompt] == nil { draft.set(Parameter.prompt.name, to: "a prompt") }
        let request = try draft.request(in: catalogue)
        let model = catalogue.model(request.model)
        guard model?.makesImages != true else { return printNextImages(call, request, catalogue) }
        let price = catalogue.price(of: request)
        let seconds = request.duration ?? DurationRule.fallback
        let resolution = request.resolution ?? ResolutionRule.fallback
        let perSecond = model?.price(resolution: resolution, seconds: 1, extra: request.extra)
        let sentence =
            price.map { price in
                "\(price) for the next submit: \(request.model), \(resolution), \(seconds) s"
                    + (perSecond.map { " at \($0) a second" } ?? "")
            } ?? "\(request.model) at \(resolution) has no price in the catalogue"
        call.output.print(
            next(
                [
                    .string(request.model), .string(resolution), JSONValue(seconds), perSecond?.json ?? .null,
                    price?.json ?? .null,
                ], sentence))
    }

    private static func printNextImages(_ call: CommandCall, _ request: GenerationRequest, _ catalogue: Catalogue) {
        let price = catalogue.price(of: request)
        let count = ImageParameter.counts(in: request.extra)?.upperBound ?? ImageParameter.countFallback
        let sentence =
            price.map { "\($0) for the next submit: \(request.model), \(count) image\(count == 1 ? "" : "s")" }
            ?? "\(request.model) has no price in the catalogue"
        call.output.print(
            next([.string(request.model), .null, .null, .null, price?.json ?? .null], sentence))
    }

    private static func next(_ row: [JSONValue], _ sentence: String) -> ResultSet {
        let names = ["model", "resolution", "duration", "usd_per_second", "estimate"]
        return ResultSet(
            columns: names.map { ResultSet.Column($0) }, rows: [row], shape: .single, sentence: sanitised(sentence))
    }
}
