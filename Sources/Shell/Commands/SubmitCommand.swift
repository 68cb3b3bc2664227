import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `submit [PROMPT] [PARAM=VALUE…]`
enum SubmitCommand: ShellCommand {
    static let spec = CommandSpec(
        "submit", summary: "submit one task: this is what costs money",
        operands: [CommandSpec.Operand("PROMPT", .parameter(.prompt), .many)], options: RequestOptions.all,
        shape: CommandShape(prose: true), canBeCaptured: true, submits: true,
        isPlanned: true,
        details: """
            Parameters that are not given are the session's (see set). The task is written to the ledger before the request \
            leaves, and a request whose outcome is unknown is never sent again by itself. Without a seed one is drawn and \
            sent, so that every task can be repeated.
            """,
        examples: [
            "submit a paper boat on a rainy street, slow push in",
            "submit \"a lighthouse at dawn\" resolution=1080P seed=7",
            "hero = submit prompt=@brief.txt duration=10",
        ])

    static func run(_ call: CommandCall, in session: Session) async throws {
        let batch = try await session.send([try prepare(call, in: session)])
        if let task = batch.tasks.first {
            call.bind(.task(task.number), in: session)
            call.output.print(ResultSet(tasks: [task], shape: .single, sentence: task.submittedSentence))
        }
        if let error = batch.error { throw error }
    }

    /// The request that the line describes, checked and priced.
    static func prepare(_ call: CommandCall, in session: Session) throws -> PreparedSubmit {
        var draft = try session.draft(call)
        if let prompt = call.joinedOperands { draft.set(Parameter.prompt.name, to: prompt) }
        return try session.prepare(draft)
    }
}

extension TaskRecord {
    /// What a submit says to people: `@3 running  wan2.6-t2v 720P 5 s  seed 42  $0.45`.
    var submittedSentence: String {
        var parts = ["@\(number) \(status.word)", request.model]
        parts += [request.resolution, request.duration.map { "\($0) s" }].compactMap { $0 }
        if let seed = request.seed { parts.append("seed \(seed)") }
        parts.append(estimate?.description ?? "price unknown")
        return sanitised(parts.joined(separator: "  "))
    }
}

extension CommandCall {
    /// Binds what the command made to the name before its `=`, if there is one.
    func bind(_ value: Value, in session: Session) {
        if let captureName { session.variables[captureName] = value }
    }
}
