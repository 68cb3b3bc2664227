import LineEditing

/// The prompt with so many notices a second: what a benchmark of keys types at. No service would be asked as often.
@main
struct NoticeSource {
    static func main() async throws {
        let rate = Int(CommandLine.arguments.dropFirst().first ?? "") ?? 0
        let editor = try LineEditor(LineEditorConfiguration(programName: "nfsh"))
        let notices = Task { try await tell(editor, perSecond: rate) }
        while case .entry = await editor.read(prompt: "nfsh> ") {}
        notices.cancel()
        await editor.close()
    }

    private static func tell(_ editor: LineEditor, perSecond rate: Int) async throws {
        guard rate > 0 else { return }
        let clock = ContinuousClock()
        let begin = clock.now
        for number in 1... {
            try await clock.sleep(until: begin + .seconds(1) * number / rate)
            editor.notice("@\(number) succeeded  $0.45  a paper boat")
        }
    }
}
