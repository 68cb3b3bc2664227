/// How a terminal shows pictures.
package enum TerminalGraphics: String, CaseIterable, Hashable, Sendable {
    case kitty, iterm2, sixel
    /// Text in colours, which every terminal can.
    case blocks

    /// What the environment says beyond doubt: terminals set variables that name them, and what runs inside another
    /// (tmux, screen) inherits those without being that terminal.
    ///
    /// - Returns: `nil` where the terminal itself must be asked.
    package init?(environment: [String: String]) {
        guard !Self.isInside(environment) else { return nil }
        let term = environment["TERM"] ?? ""
        let program = environment["TERM_PROGRAM"] ?? environment["LC_TERMINAL"] ?? ""
        if environment["KITTY_WINDOW_ID"] != nil || ["xterm-kitty", "xterm-ghostty"].contains(term)
            || program == "ghostty"
        {
            self = .kitty
        } else if ["iTerm.app", "iTerm2", "WezTerm", "mintty"].contains(program) {
            self = .iterm2
        } else if program == "Apple_Terminal" || term == "linux" {
            // They show what they do not understand.
            self = .blocks
        } else {
            return nil
        }
    }

    private static func isInside(_ environment: [String: String]) -> Bool {
        let term = environment["TERM"] ?? ""
        return environment["TMUX"] != nil || environment["STY"] != nil || term.hasPrefix("tmux")
            || term.hasPrefix("screen")
    }

    /// What to ask a terminal: whether it knows kitty's protocol (a picture of one pixel that is not shown), unless
    /// something stands between that does not hand it on; then what it is (DA1), which every terminal answers, so that
    /// nobody waits for the first in vain.
    package static func question(environment: [String: String]) -> String {
        (isInside(environment) ? "" : "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\") + "\u{1B}[c"
    }

    /// Whether the answer to ``question(environment:)`` is there whole: DA1 is.
    package static func isWhole(_ answer: [UInt8]) -> Bool { attributes(in: answer) != nil }

    /// What a terminal answered, whole or not.
    package init(answer: [UInt8]) {
        if String(decoding: answer, as: UTF8.self).contains("\u{1B}_Gi=31;OK") {
            self = .kitty
        } else if Self.attributes(in: answer)?.contains("4") == true {
            self = .sixel
        } else {
            self = .blocks
        }
    }

    /// The numbers of `ESC [ ? 62 ; 4 c` (VT510 Video Terminal Programmer Information, DA1): 4 stands for sixels.
    private static func attributes(in answer: [UInt8]) -> [Substring]? {
        let text = String(decoding: answer, as: UTF8.self)
        guard let start = text.firstRange(of: "\u{1B}[?") else { return nil }
        let rest = text[start.upperBound...]
        let numbers = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ";") }
        guard rest[numbers.endIndex...].first == "c" else { return nil }
        return numbers.split(separator: ";").dropFirst().map { $0 }
    }
}

extension HalfBlocks.Depth {
    /// What the environment says of the terminal's colours; 256 where it does not say.
    package init(environment: [String: String]) {
        let colors = environment["COLORTERM"] ?? ""
        let term = environment["TERM"] ?? ""
        let isFull = ["truecolor", "24bit"].contains(colors) || term.hasSuffix("-direct")
        self = isFull ? .full : .palette
    }
}
