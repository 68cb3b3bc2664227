/// A page of `help` on something that is no single command.
struct HelpTopic {
    /// A piece of a page, between empty lines.
    enum Part {
        case text(String)
        /// Lines of the language, which can be run.
        case lines([String])
        /// Lines for the system's shell.
        case system([String])
        /// Words and what they mean.
        case list([(String, String)])
    }

    let name: String
    let summary: String
    let parts: [Part]

    /// The topic of that name.
    static func named(_ name: String) -> HelpTopic? { all.first { $0.name == name.lowercased() } }

    /// Everything it says, as one text.
    var text: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .lines(let lines), .system(let lines): lines.joined(separator: "\n")
            case .list(let items): items.map { "\($0) \($1)" }.joined(separator: "\n")
            }
        }.joined(separator: "\n")
    }
}
