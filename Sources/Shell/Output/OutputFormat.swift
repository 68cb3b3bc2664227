/// How results are written.
package enum OutputFormat: String, CaseIterable, Sendable {
    /// For people.
    case table
    /// One JSON text: an array, or an object where a command gives one thing.
    case json
    /// One JSON object a line.
    case jsonl
    /// RFC 4180, with a header.
    case csv
    /// Tab-separated with a header; tab, newline and backslash are written `\t`, `\n` and `\\`.
    case tsv
    /// A table of GitHub Flavored Markdown.
    case markdown
}
