/// The characters that the terminal of this process shows.
enum TerminalCharacters {
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
