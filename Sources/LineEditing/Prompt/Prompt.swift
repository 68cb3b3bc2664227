/// What stands before the input: `Prompt("nfsh> ")`, or styled runs.
package struct Prompt: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The runs before the first line of the input; a line feed in them starts a new row.
    package var text: [StyledText]
    /// What stands before every further line of an entry that has several.
    package var continuation: String
    /// Whether styles are written while it stands, its own and all others.
    package var usesColor = true

    /// A prompt of styled runs.
    package init(_ text: [StyledText], continuation: String = "... ") {
        self.text = text
        self.continuation = continuation
    }

    /// A prompt without styles.
    package init(_ text: String, continuation: String = "... ") {
        self.init([StyledText(text)], continuation: continuation)
    }

    package init(stringLiteral value: String) { self.init(value) }
}

/// A run of text in one style.
package struct StyledText: Sendable, Hashable {
    package var text: String
    package var style: TextStyle

    /// Control characters other than a line feed are shown as `^X`: a run never carries escapes of its own.
    package init(_ text: String, _ style: TextStyle = .plain) {
        self.text = text
        self.style = style
    }
}

/// How a run looks, by what it means; colours are the sixteen that the user's terminal theme defines.
package enum TextStyle: Sendable, Hashable {
    case plain, strong, dim, accent, good, warning, bad
    /// What nobody has typed: on a terminal that cannot tell it from text it is not shown.
    case ghost

    /// The parameters of Select Graphic Rendition (ECMA-48, 8.3.117).
    func parameters(on colors: TerminalColors) -> String {
        switch self {
        case .ghost: colors.ghost
        case .plain: "0"
        case .strong: "1"
        case .dim: "2"
        case .accent: "36"
        case .good: "32"
        case .warning: "33"
        case .bad: "31"
        }
    }
}
