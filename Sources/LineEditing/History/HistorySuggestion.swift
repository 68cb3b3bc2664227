/// The newest entry that goes on from what is typed, looked for anew with every key.
///
/// What no entry began with, none begins with when it grows: most keys look at one entry or at none.
struct HistorySuggestion {
    private var typed = ""
    private var age: Int?
    private var revision = -1

    /// What that entry says behind `text`; `nil` if there is none, or nothing is typed.
    mutating func rest(behind text: String, in history: History) -> String? {
        let goesOn = revision == history.revision && !typed.isEmpty && text.hasPrefix(typed)
        let start = goesOn ? age : 0
        revision = history.revision
        typed = text
        guard text.contains(where: { !$0.isWhitespace }) else {
            typed = ""
            return nil
        }
        age = start.flatMap { history.first(from: $0) { Self.rest(of: $0, behind: text) != nil } }
        return age.flatMap { history.entry($0) }.flatMap { Self.rest(of: $0, behind: text) }
    }

    private static func rest(of entry: String, behind text: String) -> String? {
        guard entry.hasPrefix(text), entry.utf8.count > text.utf8.count, entry.utf8.starts(with: text.utf8) else {
            return nil
        }
        return String(decoding: entry.utf8.dropFirst(text.utf8.count), as: UTF8.self)
    }
}
