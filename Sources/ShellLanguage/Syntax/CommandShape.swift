/// What stands between `@` and the tag of the tasks that are meant, `@tag:hero`; behind it a quote may open.
package let tagSelectorPrefix = "tag:"

/// What the parser must know of a command to read its line. Everything else about commands is the checker's.
package struct CommandShape: Hashable, Sendable {
    /// The operands are a prompt that may be typed bare, so whatever could change it silently is an error.
    package var prose: Bool
    /// After this many operands the rest of the line is taken as typed: `api POST PATH JSON` has 2.
    package var rawTail: Int?
    /// After this many operands another command begins: `each FILE COMMAND` has 1, `curl submit …` 0.
    package var nestedAfter: Int?
    /// The operands are an expression, in which `<`, `>`, `>=` and the like are words; there is no redirect.
    package var expression: Bool

    package init(prose: Bool = false, rawTail: Int? = nil, nestedAfter: Int? = nil, expression: Bool = false) {
        self.prose = prose
        self.rawTail = rawTail
        self.nestedAfter = nestedAfter
        self.expression = expression
    }
}
