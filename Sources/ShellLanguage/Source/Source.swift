/// A text of the language with the name under which diagnostics speak of it.
package struct Source: Hashable, Sendable {
    /// A path as the user gave it, or `<repl>`, `<stdin>`, `<command>`.
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// A stretch of a source: UTF-8 offsets from 0, the end exclusive.
package struct Span: Hashable, Sendable {
    package var start: Int
    package var end: Int

    package init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }

    /// The smallest stretch that holds both.
    package func union(_ other: Span) -> Span {
        Span(min(start, other.start), max(end, other.end))
    }
}
