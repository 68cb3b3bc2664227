/// What is shown beside the text while somebody types. None of it is ever part of the text, and none of it stays on the
/// screen when the line is done.
package struct Advice: Sendable, Hashable {
    /// What may follow, shown in grey behind the text while the cursor stands at its end; cut where the row ends.
    package var hint: String
    /// Whether an entry that begins as the text does goes on in grey behind it, in place of the hint; the right arrow
    /// takes it.
    package var suggestsEntries: Bool
    /// What stands at the right edge of the last row, the least important first: without room for all, those go first.
    package var figures: [StyledText]

    package init(hint: String = "", suggestsEntries: Bool = false, figures: [StyledText] = []) {
        self.hint = hint
        self.suggestsEntries = suggestsEntries
        self.figures = figures
    }
}
