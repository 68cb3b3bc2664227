/// What the terminal itself is told, beside what people read in it.
package enum TerminalNews: Hashable, Sendable {
    package enum Progress: Hashable, Sendable {
        case none
        /// Something goes on, and nobody knows how far it is.
        case indeterminate
        /// 0 to 100.
        case percent(Int)
    }

    /// The window's name; `nil` gives it back the one that it had.
    case title(String?)
    case progress(Progress)
    /// Something that whoever looks elsewhere may want to know.
    case notification(title: String, text: String)
}

extension TerminalKnowledge {
    /// The bytes that tell it; nothing where the terminal would not understand.
    ///
    /// - Parameters:
    ///   - notice: how a notification is made.
    ///   - isNamed: whether the window has a name of ours already.
    package func sequence(_ news: TerminalNews, notice: Notice, isNamed: Bool) -> String {
        guard movesCursor, notice != .off else { return "" }
        switch news {
        case .title(let title):
            guard hasTitle else { return "" }
            // The name that it had is kept by the terminal; one that cannot keep it is left with none.
            guard let title else { return isNamed ? "\u{1B}]2;\u{1B}\\\u{1B}[23;2t" : "" }
            return (isNamed ? "" : "\u{1B}[22;2t") + "\u{1B}]2;\(Self.printable(title))\u{1B}\\"
        case .progress(let progress):
            guard showsProgress else { return "" }
            switch progress {
            case .none: return "\u{1B}]9;4;0;\u{1B}\\"
            case .indeterminate: return "\u{1B}]9;4;3;\u{1B}\\"
            case .percent(let percent): return "\u{1B}]9;4;1;\(min(max(percent, 0), 100))\u{1B}\\"
            }
        case .notification(let title, let text):
            if notice == .bell { return "\u{7}" }
            switch notification {
            // A text that began with a number would be taken for another command (ConEmu).
            case .text: return "\u{1B}]9;\(Self.printable(title)): \(Self.printable(text))\u{1B}\\"
            case .titleAndText:
                return "\u{1B}]777;notify;\(Self.printable(title).replacing(";", with: ","));"
                    + "\(Self.printable(text))\u{1B}\\"
            case nil: return ""
            }
        }
    }

    /// How the end of a task is made known.
    package enum Notice: String, CaseIterable, Sendable {
        /// Not at all: the terminal is told nothing, of progress and names neither.
        case off
        case bell
        /// By a notification of the desktop, where the terminal is known to make one.
        case desktop
    }

    private static func printable(_ text: String) -> String {
        // What ends such a sequence must not stand in it, whatever somebody called a prompt.
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }))
    }
}
