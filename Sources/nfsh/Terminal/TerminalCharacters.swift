/// The characters that the terminal of this process shows.
enum TerminalCharacters {
    /// Whether they are those of Unicode, by the variables that name the character set (locale(7)).
    static func areUnicode(_ variables: [String: String]) -> Bool {
        let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { variables[$0] }.first { !$0.isEmpty } ?? ""
        let set = name.lowercased()
        return set.contains("utf-8") || set.contains("utf8")
    }

    /// A text with ASCII for the signs that this program itself writes, each in as many columns. All else is
    /// somebody's own and stays: many a terminal shows it although the variables do not say so.
    static func ascii(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        return String(text.map { signs[$0] ?? $0 })
    }

    private static let signs: [Character: Character] = [
        "…": "~", "×": "x", "–": "-", "→": ">", "‹": "<", "›": ">", "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "#",
        "▍": "-", "▎": "-", "▏": "-",
    ]
}
