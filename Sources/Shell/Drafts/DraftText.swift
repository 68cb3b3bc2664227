import NexusFlowAPI
import ShellLanguage

/// The text that an editor shows for a request: a line of the language that asks for it, with what is allowed as
/// comments.
struct DraftText {
    let request: GenerationRequest
    let tag: String?
    let note: String?
    /// The number of the task that it varies.
    let parent: Int?
    let catalogue: Catalogue

    var text: String {
        let head = parent.map { "again @\($0)" } ?? "submit"
        let options = options.map { "    \($0.name)=\(quotedWord($0.value, prose: false)) \\\n" }.joined()
        let body = request.prompt.isEmpty ? "" : request.prompt + "\n"
        return comments + "\(head) \\\n" + options + "    prompt=<<'\(tagOfHeredoc)'\n\(body)\(tagOfHeredoc)\n"
    }

    /// Every option that is set but the prompt.
    private var options: [(name: String, value: String)] {
        var options: [(name: String, value: String)] = []
        if case .object(let object) = request.json {
            for member in object.members where member.name != Parameter.prompt.name {
                switch (Parameter(rawValue: member.name), member.value) {
                case (nil, let value): options.append((Setting.extraPrefix + member.name, value.text()))
                case (_, .bool(let isOn)): options.append((member.name, isOn ? "on" : "off"))
                case (_, let value): options.append((member.name, value.plainText))
                }
            }
        }
        if let tag { options.append(("tag", tag)) }
        if let note { options.append(("note", note)) }
        return options
    }

    private var comments: String {
        let models = catalogue.models.map(\.id).joined(separator: ", ")
        var allowed = Parameter.allCases.filter { $0 != .prompt }.map { parameter in
            switch parameter {
            case .model: (parameter.name, models)
            case .seed where parent != nil: (parameter.name, "\(parameter.allowed), random, +N, -N")
            default: (parameter.name, parameter.allowed)
            }
        }
        if catalogue.model(request.model)?.makesImages == true {
            allowed += ImageParameter.allCases.map { ($0.name, $0.allowed) }
        }
        allowed += [("tag, note", "any text"), ("extra.NAME", "any other parameter, JSON-typed, sent as it is")]
        let width = allowed.map(\.0.count).max() ?? 0
        let origin = parent.map { "stays as it is in @\($0)" } ?? "is the session's"
        return """
            # Change this, save it, and leave the editor: it is checked and priced, and
            # sent only if you then say yes. An empty text sends nothing.
            # An option that is taken out \(origin).
            #

            """ + allowed.map { "#   \($0.padded(to: width))  \($1)\n" }.joined() + "\n"
    }

    /// A word that no line of the prompt is.
    private var tagOfHeredoc: String {
        let lines = Set(request.prompt.split(whereSeparator: \.isNewline).map(String.init))
        var tag = "PROMPT"
        while lines.contains(tag) { tag += "_" }
        return tag
    }
}
