import NexusFlowAPI
import ShellLanguage

/// The formats with a separator between fields: every column, whether people see it or not, and raw values.
enum DelimitedLayout {
    /// RFC 4180, lines ending in LF; a field that begins like a formula is left as it is, since it is data.
    static func csv(_ result: ResultSet) -> String {
        text(result, separator: ",") { field in
            guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
            return "\"" + field.replacing("\"", with: "\"\"") + "\""
        }
    }

    static func tsv(_ result: ResultSet) -> String {
        text(result, separator: "\t") { field in
            field.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\r\n", with: "\\n")
                .replacing("\n", with: "\\n").replacing("\r", with: "\\r")
        }
    }

    static func markdown(_ result: ResultSet) -> String {
        let escape = { (field: String) in
            sanitised(field).replacing("\\", with: "\\\\").replacing("|", with: "\\|")
        }
        let rule = "|" + result.columns.map { $0.isTrailing ? " ---: |" : " --- |" }.joined() + "\n"
        let line = { (fields: [String]) in "| " + fields.map(escape).joined(separator: " | ") + " |\n" }
        return line(result.columns.map(\.name)) + rule + result.rows.map { line($0.map(raw)) }.joined()
    }

    private static func text(_ result: ResultSet, separator: String, escape: (String) -> String) -> String {
        let lines = [result.columns.map(\.name)] + result.rows.map { $0.map(raw) }
        return lines.map { $0.map(escape).joined(separator: separator) + "\n" }.joined()
    }

    /// Text as it is, `null` as nothing, everything else as JSON.
    private static func raw(_ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .string(let text): text
        default: value.text()
        }
    }
}
