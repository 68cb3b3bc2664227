import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `sweep [PROMPT] [PARAM=LIST…] [zip=on]`
enum SweepCommand: ShellCommand {
    static let zipName = "zip"

    static let spec = CommandSpec(
        "sweep", summary: "submit every combination of lists and variants, priced first",
        operands: [CommandSpec.Operand("PROMPT", .parameter(.prompt), .many)],
        options: RequestOptions.all + [
            CommandSpec.Option(zipName, .onOff, "pair the lists instead of combining them")
        ],
        shape: CommandShape(prose: true), canBeCaptured: true, submits: true, multiplies: true,
        isPlanned: true,
        details: """
            A list is written `seed=1..4`, `model=a,b` or `prompt=@FILE` (an item a line); in the prompt, `{calm|stormy}`. \
            Only what is written in the line multiplies, never what a variable holds. The sum is shown, held against the \
            ceilings and confirmed before the first task is sent. Without a seed, one is drawn for all of them.
            """,
        examples: [
            "sweep a {calm|stormy} sea at {dawn|night}",
            "grid = sweep \"a lighthouse\" seed=1..4 model=wan2.6-t2v,pixverse-v6",
            "sweep \"a harbour\" duration=3,5 resolution=720P,1080P zip=on",
        ])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let submits = try await prepare(call, in: session)
        try call.deliver(try await session.send(submits), in: session)
    }

    private static func prepare(_ call: CommandCall, in session: Session) async throws -> [PreparedSubmit] {
        let catalogue = try session.catalogue()
        let reading = try await SweepReading(call.command, session: session, expander: call.expander)
        let isZipped =
            try call.option(zipName).map {
                try session.canonical($0, option: zipName, of: spec, in: catalogue) == "on"
            } ?? false
        let combinations = try SweepGrid.combinations(reading.axes, zip: isZipped)
        var base = RequestDraft(session.settings)
        for name in SweepReading.whole {
            guard let value = call.option(name) else { continue }
            base.set(name, to: try session.canonical(value, option: name, of: spec, in: catalogue))
        }
        // One seed for all, so that only what was named differs.
        if base[.seed] == nil { base.draw(seed: session.drawSeed()) }
        return try combinations.map { combination in
            var draft = base
            for (target, value) in combination {
                if case .parameter(let name) = target { draft.set(name, to: value) }
            }
            if let prompt = reading.prompt(combination) { draft.set(Parameter.prompt.name, to: prompt) }
            return try session.prepare(draft)
        }
    }
}

extension CommandCall {
    /// Binds and prints the tasks of a batch, then raises what went wrong with the rest.
    func deliver(_ batch: SubmitBatch, in session: Session) throws {
        bind(.tasks(batch.tasks.map(\.number)), in: session)
        output.print(ResultSet(tasks: batch.tasks))
        if let error = batch.error { throw error }
    }
}
