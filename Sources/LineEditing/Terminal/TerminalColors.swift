/// How a terminal can show text that nobody has typed, by what it calls itself.
///
/// Faint text (SGR 2) will not do: terminals that do not know it show it like any other.
enum TerminalColors: Equatable {
    /// There is no grey: such text must not be shown at all.
    case none
    /// The bright black of the sixteen colours.
    case sixteen
    /// A grey of the 256 colours, which themes do not change.
    case indexed

    /// - Parameters:
    ///   - type: `TERM`.
    ///   - colorTerm: `COLORTERM`.
    init(type: String, colorTerm: String?) {
        let plain = ["vt", "ansi", "dumb", "emacs", "unknown", "network", "cons25", "sun"]
        if type.isEmpty || plain.contains(where: type.hasPrefix) {
            self = .none
        } else if type.contains("256color") || type.contains("direct") || !(colorTerm ?? "").isEmpty
            || ["alacritty", "foot", "xterm-ghostty", "xterm-kitty", "wezterm"].contains(type)
        {
            self = .indexed
        } else {
            self = .sixteen
        }
    }

    /// The parameters of Select Graphic Rendition for such text.
    var ghost: String { self == .indexed ? "38;5;244" : "90" }
}
