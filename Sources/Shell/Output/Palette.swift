/// The colours of the program: ANSI attributes where they are wanted, nothing where not.
package struct Palette: Hashable, Sendable {
    package enum Style: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case cyan = "36"
    }

    package let isColoured: Bool

    package static let plain = Palette(isColoured: false)

    package init(isColoured: Bool) {
        self.isColoured = isColoured
    }

    /// Whether to colour: `always` and `never` as said, `auto` on a terminal unless `NO_COLOR` is set (no-color.org) or
    /// the terminal is dumb.
    package init(setting: String?, isTerminal: Bool, environment: [String: String]) {
        switch setting {
        case "always": self.init(isColoured: true)
        case "never": self.init(isColoured: false)
        default:
            self.init(
                isColoured: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb")
        }
    }

    package func paint(_ text: String, _ style: Style?) -> String {
        guard isColoured, let style, !text.isEmpty else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}
