import NexusFlowAPI
import ShellLanguage

/// The JSON of a request as somebody typed it, read as one that can be priced and written down.
struct RawRequest {
    let request: GenerationRequest
    /// What decides the price of a video and is left to the service.
    let unsaid: [Parameter]

    /// - Throws: ``ShellError`` for what is no JSON, or no request; it stands at `span`.
    init(_ text: String, at span: Span) throws(ShellError) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: text)
        } catch {
            throw ShellError(
                .check, "this is no JSON: \(error)",
                remedy: error.message == "text after the value"
                    ? "JSON is the rest of the line; before > and | write it as a heredoc"
                    : "such as {\"model\": \"wan2.6-t2v\", \"prompt\": \"a paper boat\"}",
                at: span)
        }
        if let object = json.object {
            let names = object.members.map(\.name)
            if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
                throw ShellError(.check, "'\(sanitised(twice))' is given twice in the JSON", at: span)
            }
        }
        do {
            request = try GenerationRequest(json: json)
        } catch {
            throw ShellError(
                .check, "this cannot be understood as a request: \(sanitised(error.description))",
                remedy: "nothing was sent; explain tells what each parameter takes", at: span)
        }
        unsaid = [Parameter.resolution, .duration].filter { json[$0.name] == nil }
    }

    static func getWithBody(at span: Span) -> ShellError {
        ShellError(.check, "a GET takes no JSON", remedy: "what it asks for stands in PATH: /tasks?limit=5", at: span)
    }

    static func postWithoutBody(at span: Span) -> ShellError {
        ShellError(
            .check, "POST \(APIPath.creation) needs the JSON of a request",
            remedy: "such as {\"model\": \"wan2.6-t2v\", \"prompt\": \"a paper boat\"}", at: span)
    }

    static func unknownPost(_ path: String, at span: Span) -> ShellError {
        ShellError(
            .check, "POST \(sanitised(path)) is no call that is known here, and nobody knows what it costs",
            remedy: "nothing was sent; POST \(APIPath.creation) creates a task", at: span)
    }
}
