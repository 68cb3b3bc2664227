import NexusFlowAPI
import ShellLanguage

/// What the service said to one call, as people and programs see it: the status beside the result, the body as it came.
struct APIAnswer {
    enum Headers: String, CaseIterable {
        /// Those that tell how much is left, and by what a call can be found again.
        case some
        case all
        case none
    }

    let response: APIResponse
    /// In seconds.
    let time: Double

    private static let telling = [
        "balance", "ratelimit", "rate-limit", "retry-after", "request-id", "requestid", "trace", "quota", "deprecation",
        "sunset",
    ]

    /// The status, the time, and headers, a line each.
    func head(_ headers: Headers, palette: Palette) -> String {
        let style: Palette.Style = (200..<300).contains(response.status) ? .green : .red
        let first = palette.paint("HTTP \(response.status)", style) + "  \(Int((time * 1000).rounded())) ms"
        let shown = response.headers.filter { header in
            switch headers {
            case .all: true
            case .none: false
            case .some: Self.telling.contains { header.name.lowercased().contains($0) }
            }
        }
        let lines = shown.map { header in
            palette.paint(sanitised(header.name).lowercased(), .dim) + ": " + sanitised(header.value)
        }
        return ([first] + lines).map { $0 + "\n" }.joined()
    }

    /// The body: JSON with everything that is in it, in its order; what is no JSON as text.
    func body(_ format: OutputFormat, palette: Palette, isTerminal: Bool) -> String {
        guard !response.body.isEmpty else { return "" }
        guard let json = try? JSONValue(parsing: response.body) else {
            let text = String(decoding: response.body, as: UTF8.self)
            guard format == .table else { return JSONValue.string(text).text() + "\n" }
            guard isTerminal else { return text }
            return text.split(separator: "\n", omittingEmptySubsequences: false).map { sanitised(String($0)) }
                .joined(separator: "\n") + (text.hasSuffix("\n") ? "" : "\n")
        }
        switch format {
        case .table: return JSONColours(palette: palette).text(json.text(.indented)) + "\n"
        case .json: return json.text(.indented) + "\n"
        case .jsonl: return Self.elements(json).map { $0.text() + "\n" }.joined()
        case .csv, .tsv, .markdown: return Self.rows(json).text(format, width: .max, palette: palette)
        }
    }

    /// What a list holds; of anything else the thing itself.
    private static func elements(_ json: JSONValue) -> [JSONValue] {
        json.array ?? ["data", "tasks", "items"].lazy.compactMap { json[$0]?.array }.first ?? [json]
    }

    /// A line an element, a column for each member that any of them has.
    private static func rows(_ json: JSONValue) -> ResultSet {
        let elements = elements(json)
        var names: [String] = []
        var known: Set<String> = []
        for name in elements.flatMap({ $0.object?.members.map(\.name) ?? ["value"] })
        where known.insert(name).inserted {
            names.append(name)
        }
        return ResultSet(
            columns: names.map { ResultSet.Column($0) },
            rows: elements.map { element in
                names.map { name in
                    guard let object = element.object else { return element }
                    return object[name] ?? .null
                }
            })
    }
}
