import NexusFlowAPI
import ShellLanguage

/// `curl submit …`
enum CurlCommand: ShellCommand {
    static let spec = CommandSpec(
        "curl", summary: "show the curl call that a submit is, and send nothing",
        shape: CommandShape(nestedAfter: 0),
        details: """
            Behind it stands a submit, again or sweep as it would be typed; curl again @12 shows the call that made @12. What is printed can be run as it stands by the \
            system's shell, which puts the key in for $NEXUSFLOW_API_KEY. A seed that was drawn stands in it, so that each \
            run asks for the same video. What curl submits is not in the ledger: import takes it in.
            """,
        examples: [
            "curl submit a paper boat seed=7", "curl submit 'a lighthouse' resolution=1080P > submit.sh",
            "curl again @last", "curl again @last duration=10",
        ])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let nested = call.command.nested.first else { return }
        let collector = SubmitCollector(below: -2_000_000)
        let outer = session.collector
        session.collector = collector
        defer { session.collector = outer }
        let silence = Output(console: session.console, format: .table, palette: .plain, redirected: true)
        try await CommandRunner(session: session, source: call.source, record: call.record)
            .run(nested, output: silence)
        await session.advise(on: collector.submits, isSending: false)
        let address = try await session.environment.backend.address()
        let calls = collector.submits.map {
            CurlCall($0.request, at: address, standInKey: session.isLocal ? APIKey.prefix + "local" : nil)
        }
        call.output.print(CurlCall.result(calls))
        let drawn = Set(collector.submits.filter(\.hasDrawnSeed).compactMap(\.request.seed)).sorted()
        if !drawn.isEmpty {
            session.note(
                "nothing was sent; seed \(drawn.map(String.init).joined(separator: ", ")) was drawn: each run asks for the same"
            )
        }
    }
}
