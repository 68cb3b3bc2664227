import ShellLanguage

/// `record FILE|off`
enum RecordCommand: ShellCommand {
    private static let off = "off"

    static let spec = CommandSpec(
        "record", summary: "write what is run into a script, so that it can be run again",
        operands: [CommandSpec.Operand("FILE", .path(extensions: ["nfs"]), .optional, words: [off])], prints: false,
        isRecorded: false,
        details: """
            From the next line on, every line that did what it should is added to FILE, behind what is there; record off \
            ends it. Seeds that were drawn are written as they were drawn; where the rows of each drew their own, every \
            row becomes a submit, without the name that each was bound to. A sourced file is one line, and draws anew. \
            Lines that failed are left out, and so is whatever has to do with keys. Alone, says what is recorded.
            """,
        examples: ["record session.nfs", "record off"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first else {
            session.note(session.recorder.map { "recording to \(sanitised($0.path))" } ?? "nothing is recorded")
            return
        }
        if operand.text == off, operand.form == .bare {
            session.recorder = nil
            return
        }
        let path = session.environment.absolutePath(operand.text)
        try FileAccess.write("", to: path, appending: true)
        session.recorder = Recorder(path: path, depth: session.depth)
    }
}
