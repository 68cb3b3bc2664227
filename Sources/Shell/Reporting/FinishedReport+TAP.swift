import NexusFlowAPI
import ShellLanguage
import TaskLedger

extension FinishedReport {
    /// The Test Anything Protocol, version 14.
    var tap: String {
        var text = "TAP version 14\n1..\(cases.count)\n"
        for (index, item) in cases.enumerated() {
            let isOK = item.verdict == .passed || item.verdict == .skipped
            text += "\(isOK ? "ok" : "not ok") \(index + 1) - \(Self.description("\(item.kind.rawValue) \(item.name)"))"
            if item.verdict == .skipped { text += " # SKIP \(Self.description(item.message ?? ""))" }
            text += "\n  ---\n"
            for (name, value) in Self.diagnostics(item) { text += "  \(name): \(value)\n" }
            text += "  ...\n"
        }
        // What is no character of YAML (1.2, section 5.1) and passes everything else.
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { [0xFFFE, 0xFFFF].contains($0.value) ? "\u{FFFD}" : $0 }))
    }

    /// One line; a sign that would begin a directive is escaped.
    private static func description(_ text: String) -> String {
        sanitised(text).unicodeScalars.map { $0 == "\\" || $0 == "#" ? "\\\($0)" : String($0) }.joined()
    }

    /// YAML, whose flow scalars take JSON as it is.
    private static func diagnostics(_ item: RunReport.Case) -> [(String, String)] {
        var lines: [(String, String)] = [("duration_ms", (item.duration * 1000).thousandths)]
        if let place = item.place {
            lines.append(("at", JSONValue.string("\(place.source):\(place.line)").text()))
        }
        if let message = item.message { lines.append(("message", JSONValue.string(message).text())) }
        if let task = item.task {
            lines.append(("task", JSONValue(task.number).text()))
            if let id = task.id { lines.append(("id", JSONValue.string(id).text())) }
            if let estimate = task.estimate { lines.append(("estimate", estimate.json.text())) }
            if let cost = task.cost { lines.append(("cost", cost.decimal)) }
        }
        return lines
    }
}
