/// How the texts of tasks are cut into words for the full-text search.
///
/// FTS5's own `unicode61` cuts at blanks and signs, and takes no notice of case and accents. Scripts that are written
/// without blanks, and emoji, would be one long word to it: around each of their characters a separator is put first, so
/// that any part of them is found as words that stand together. All of it is SQL that every SQLite with FTS5 knows, so
/// that other programs, and an nfsh that was started before an update, can go on writing tasks.
enum SearchIndex {
    /// Unit separator (ASCII 31), which no text holds.
    static let separator = "\u{1F}"

    /// Characters that are words of their own: signs, scripts of south-east Asia, CJK, emoji. The tables of a ledger are
    /// made with them: another list is another version.
    private static let alone: [ClosedRange<Unicode.Scalar>] = [
        "°"..."°", "©"..."©", "®"..."®", "\u{0E00}"..."\u{0EFF}", "\u{1000}"..."\u{109F}", "\u{1780}"..."\u{17FF}",
        "\u{2100}"..."\u{2BFF}", "\u{2E80}"..."\u{2FDF}", "\u{3040}"..."\u{A4CF}", "\u{AC00}"..."\u{D7AF}",
        "\u{F900}"..."\u{FAFF}", "\u{FF00}"..."\u{FFEF}", "\u{1F000}"..."\u{1FAFF}", "\u{20000}"..."\u{3FFFF}",
    ]

    static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0xA9 && alone.contains { $0.contains(scalar) }
    }

    /// Whether the tokenizer takes it for a part of a word.
    static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse, .otherSymbol:
            true
        default: (0x300...0x36F).contains(scalar.value)
        }
    }

    /// The view that shows the texts as they are indexed, the index over it, and the triggers that keep it.
    static let schema = """
        CREATE VIEW task_text AS SELECT number, \(separated("prompt")) AS prompt, \(separated("note")) AS note,
            \(separated("tag")) AS tag, model FROM task;
        CREATE VIRTUAL TABLE task_search USING fts5 (
            prompt, note, tag, model, content = 'task_text', content_rowid = 'number',
            tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co So'"
        );
        INSERT INTO task_search (task_search) VALUES ('rebuild');
        CREATE TRIGGER task_search_insert AFTER INSERT ON task BEGIN
            \(added)
        END;
        CREATE TRIGGER task_search_change BEFORE UPDATE OF number, prompt, note, tag, model ON task BEGIN
            \(removed)
        END;
        CREATE TRIGGER task_search_changed AFTER UPDATE OF number, prompt, note, tag, model ON task BEGIN
            \(added)
        END;
        CREATE TRIGGER task_search_delete BEFORE DELETE ON task BEGIN
            \(removed)
        END;
        """

    private static let added = """
        INSERT INTO task_search (rowid, prompt, note, tag, model)
                SELECT number, prompt, note, tag, model FROM task_text WHERE number = new.number;
        """

    /// The view still shows the row as it was indexed.
    private static let removed = """
        INSERT INTO task_search (task_search, rowid, prompt, note, tag, model)
                SELECT 'delete', number, prompt, note, tag, model FROM task_text WHERE number = old.number;
        """

    /// A column with separators around the characters that are words of their own.
    private static func separated(_ column: String) -> String {
        let ranges = alone.map { "\($0.lowerBound)-\($0.upperBound)" }.joined()
        // Most texts are ASCII, which has none of them: telling that by the length in bytes is a hundred times as fast.
        return """
            CASE WHEN length(\(column)) = length(CAST(\(column) AS BLOB)) THEN \(column)
                WHEN \(column) GLOB '*[\(ranges)]*' THEN (
                    WITH RECURSIVE part (sign, rest) AS (
                        SELECT substr(\(column), 1, 1), substr(\(column), 2)
                        UNION ALL SELECT substr(rest, 1, 1), substr(rest, 2) FROM part WHERE rest <> ''
                    )
                    SELECT group_concat(
                        CASE WHEN sign GLOB '[\(ranges)]' THEN char(31) || sign || char(31) ELSE sign END, ''
                    ) FROM part
                ) ELSE \(column) END
            """
    }
}
