/// What the terminal understands beyond lines of text, judged by the marks that it leaves in the environment.
///
/// Nothing is asked of the terminal, and nothing is tried: what is not known to be understood is not written. The
/// programs and versions are those that their own documentation names.
package struct TerminalKnowledge: Hashable, Sendable {
    /// How the terminal takes a notification of the desktop.
    package enum Notification: Hashable, Sendable {
        /// `OSC 9 ; TEXT` (iTerm2).
        case text
        /// `OSC 777 ; notify ; TITLE ; TEXT` (rxvt-unicode).
        case titleAndText
    }

    /// Whether the cursor can be moved, so that lines can be drawn again in place.
    package let movesCursor: Bool
    /// Whether the locale says that text is UTF-8.
    package let isUnicode: Bool
    /// Whether lines that were written break anew when the terminal becomes narrower.
    package let reflows: Bool
    /// Whether a frame between `CSI ? 2026 h` and `l` is shown at once.
    package let synchronizes: Bool
    /// Whether `OSC 9 ; 4` shows progress on the tab or the taskbar (ConEmu).
    package let showsProgress: Bool
    /// Whether `OSC 2` names the window, and `CSI 22 ; 2 t` and `CSI 23 ; 2 t` keep the name and bring it back.
    package let hasTitle: Bool
    package let notification: Notification?

    /// - Parameter environment: the variables of the process.
    package init(_ environment: [String: String]) {
        let type = environment["TERM"] ?? ""
        movesCursor = !["", "dumb", "emacs"].contains(type)
        isUnicode = Self.isUnicode(environment)
        let isMultiplexed =
            environment["TMUX"] != nil || environment["STY"] != nil || type.hasPrefix("tmux")
            || type.hasPrefix("screen")
        // tmux breaks lines anew itself.
        reflows =
            environment["TMUX"] != nil
            || (environment["XTERM_VERSION"] == nil && !type.hasPrefix("linux") && !type.hasPrefix("screen"))
        // A multiplexer keeps these sequences for itself, or shows them on whatever window is in front.
        guard movesCursor, !isMultiplexed, environment["INSIDE_EMACS"] == nil else {
            (synchronizes, showsProgress, hasTitle, notification) = (false, false, false, nil)
            return
        }
        let program = Program(environment, type: type)
        synchronizes = [.ghostty, .wezTerm, .iTerm, .kitty, .foot, .alacritty, .contour].contains(program)
        hasTitle = program != nil || Self.titled.contains { type.hasPrefix($0) }
        switch program {
        case .ghostty, .wezTerm: (showsProgress, notification) = (true, .titleAndText)
        case .windowsTerminal, .conEmu: (showsProgress, notification) = (true, nil)
        case .iTerm: (showsProgress, notification) = (Self.features(environment).contains("P"), .text)
        // Since 0.80; older ones skip what they do not know.
        case .vte(let version): (showsProgress, notification) = (version >= 8000, nil)
        // It would show the progress as a notification.
        case .kitty: (showsProgress, notification) = (false, .text)
        case .foot: (showsProgress, notification) = (false, .titleAndText)
        case .alacritty, .contour, .other, nil: (showsProgress, notification) = (false, nil)
        }
    }

    /// Types of terminals that have a window with a name.
    private static let titled = ["xterm", "rxvt", "konsole", "st-", "vte", "gnome", "mlterm", "mintty"]

    private enum Program: Hashable {
        case ghostty, wezTerm, iTerm, kitty, windowsTerminal, conEmu, foot, alacritty, contour
        case vte(version: Int)
        /// Apple's Terminal, the one in VS Code, …
        case other

        /// What a program says of itself counts more than marks that it may have inherited from another that started it.
        init?(_ environment: [String: String], type: String) {
            switch environment["TERM_PROGRAM"] {
            case "ghostty": self = .ghostty
            case "WezTerm": self = .wezTerm
            case "iTerm.app": self = .iTerm
            case "contour": self = .contour
            case .some(let name) where !name.isEmpty: self = .other
            default:
                if type == "xterm-ghostty" {
                    self = .ghostty
                } else if type == "wezterm" {
                    self = .wezTerm
                } else if type == "xterm-kitty" {
                    self = .kitty
                } else if type.hasPrefix("foot") {
                    self = .foot
                } else if type.hasPrefix("alacritty") {
                    self = .alacritty
                } else if type.hasPrefix("contour") {
                    self = .contour
                } else if environment["XTERM_VERSION"] != nil {
                    return nil
                } else if environment["KITTY_WINDOW_ID"] != nil {
                    self = .kitty
                } else if environment["WT_SESSION"] != nil {
                    self = .windowsTerminal
                } else if environment["ConEmuANSI"] == "ON" {
                    self = .conEmu
                } else if let version = environment["VTE_VERSION"].flatMap({ Int($0) }) {
                    self = .vte(version: version)
                } else {
                    return nil
                }
            }
        }
    }

    /// The first of the three variables that is set decides (POSIX, 8.2); without any, the locale is POSIX.
    private static func isUnicode(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }

    /// What iTerm2 says that it has, each feature a capital and what follows it (iterm2.com/feature-reporting).
    private static func features(_ environment: [String: String]) -> [String] {
        (environment["TERM_FEATURES"] ?? "").reduce(into: []) { features, character in
            if character.isUppercase || features.isEmpty {
                features.append(String(character))
            } else {
                features[features.count - 1].append(character)
            }
        }
    }
}
