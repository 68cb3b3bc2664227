import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import Synchronization
import TaskEngine
import TaskLedger

/// `api GET|POST PATH [JSON]`
enum APICommand: ShellCommand {
    private static let headersName = "headers"

    static let spec = CommandSpec(
        "api", summary: "call the API as it is, and see all that it answers",
        operands: [
            CommandSpec.Operand("METHOD", .choice(["GET", "POST"])), CommandSpec.Operand("PATH", .text),
            CommandSpec.Operand("JSON", .text, .optional),
        ],
        options: [
            CommandSpec.Option(
                headersName, .choice(APIAnswer.Headers.allCases.map(\.rawValue)),
                "which headers are shown: some (what is left, ids), all, none")
        ],
        shape: CommandShape(rawTail: 2), isPlanned: true,
        details: """
            PATH stands below the base URL: /tasks?limit=5; the key goes along, and nowhere else. Status, time and headers go \
            to standard error, the body to standard output, with everything that is in it. JSON is the rest of the line as \
            typed, or a heredoc, in which variables expand. An option stands before METHOD. POST /tasks creates a task, so it \
            is a submit: it is written to the ledger first, priced, held to the ceilings and confirmed; what is not in the \
            JSON is not sent. Any other POST is refused, since nobody knows what it costs.
            """,
        examples: [
            "api GET /tasks?limit=5", "api headers=all GET /tasks?limit=1",
            "api POST /tasks {\"model\": \"wan2.6-t2v\", \"prompt\": \"a paper boat\", \"duration\": 3}",
        ])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard call.operands.count >= 2 else { return }
        let path = try await path(call.operands[1], in: session)
        let text = call.command.rawTail?.text ?? call.operands.dropFirst(2).first?.text
        let textSpan = call.command.rawTail?.span ?? call.operands.dropFirst(2).first?.span
        let headers = try call.option(headersName).map { value in
            try session.canonical(value, option: headersName, of: spec, in: session.catalogue())
        }.flatMap(APIAnswer.Headers.init(rawValue:))
        switch call.operands[0].text.uppercased() {
        case "GET":
            if let textSpan { throw RawRequest.getWithBody(at: textSpan) }
            try await get(path, headers ?? .some, call, session)
        default:
            guard path.text == APIPath.creation else {
                throw RawRequest.unknownPost(path.text, at: call.operands[1].span)
            }
            guard let text, let textSpan else { throw RawRequest.postWithoutBody(at: call.span) }
            try await post(try RawRequest(text, at: textSpan), headers ?? .some, call, session)
        }
    }

    /// Whether a line creates a task, as far as it is written out.
    static func submits(_ command: Command) -> Bool {
        guard command.name.text == spec.name else { return false }
        for case .operand(let word) in command.arguments { return word.literal?.uppercased() == "POST" }
        return false
    }

    private static func path(_ word: Expanded, in session: Session) async throws -> APIPath {
        let address = try await session.environment.backend.address()
        do {
            return try APIPath(word.text, at: address)
        } catch {
            throw ShellError(.check, "'\(sanitised(word.text))': \(error.message)", remedy: error.remedy, at: word.span)
        }
    }

    private static func get(
        _ path: APIPath, _ headers: APIAnswer.Headers, _ call: CommandCall, _ session: Session
    ) async throws {
        guard !session.isPlanning else { return }
        let began = session.now
        let response = try await session.engine().look(at: path)
        show(response, since: began, headers, call, session)
        if let error = ServiceError(response) { throw error }
    }

    private static func post(
        _ raw: RawRequest, _ headers: APIAnswer.Headers, _ call: CommandCall, _ session: Session
    ) async throws {
        let submit = try session.prepare(raw)
        let answer = Mutex<APIResponse?>(nil)
        let began = session.now
        let batch = try await session.send([submit]) { response in answer.withLock { $0 = response } }
        if let response = answer.withLock({ $0 }) { show(response, since: began, headers, call, session) }
        if let task = batch.tasks.first, !session.isPlanning, session.collector == nil {
            session.note(task.submittedSentence)
        }
        if let error = batch.error { throw error }
    }

    private static func show(
        _ response: APIResponse, since began: Date, _ headers: APIAnswer.Headers, _ call: CommandCall,
        _ session: Session
    ) {
        let answer = APIAnswer(response: response, time: session.now.timeIntervalSince(began))
        if !session.options.isQuiet {
            session.console.message(answer.head(headers, palette: session.messagePalette))
        }
        call.output.write(
            answer.body(session.settings.output, palette: call.output.palette, isTerminal: call.output.isTerminal))
    }
}
