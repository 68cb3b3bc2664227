import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `note TASK [TEXT|off]`
enum NoteCommand: ShellCommand {
    static let spec = CommandSpec(
        "note", summary: "keep a note with a task, or show it",
        operands: [CommandSpec.Operand("TASK", .task), CommandSpec.Operand("TEXT", .text, .many)],
        details: """
            The words after TASK are the note; it takes the place of the one before, and off takes it away. Quotes, or a \
            heredoc, keep lines and signs as they are. Alone, shows the note. find looks in notes too.
            """,
        examples: ["note @12 the light is right, the hands are not", "note @12", "note @12 off"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first else { return }
        var task = try await session.task(operand)
        let words = call.operands.dropFirst()
        guard !words.isEmpty else {
            if task.note == nil { session.note("@\(task.number) has no note") }
            return call.output.print(
                ResultSet(
                    tasks: [task], shape: .single, sentence: task.note.map { sanitised($0, lines: .many) } ?? ""))
        }
        let isOff = words.count == 1 && call.isOff
        let text = words.map(\.text).joined(separator: " ")
        if !isOff { try session.environment.keyGuard.requireStorable(text, name: "note") }
        task =
            try await session.ledger().annotate([task.number], .note(isOff || text.isEmpty ? nil : text)).first ?? task
        call.output.print(
            ResultSet(
                tasks: [task], shape: .single,
                sentence: "@\(task.number) has \(task.note == nil ? "no note" : "a note")"))
    }
}
