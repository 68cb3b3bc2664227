import NexusFlowAPI
import TaskLedger

extension FinishedReport {
    /// JUnit's XML as build servers read it: a suite with a case for each submit and each expectation.
    var junit: String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        let counts =
            "tests=\"\(cases.count)\" failures=\"\(count(.failed))\" errors=\"\(count(.error))\" skipped=\"\(count(.skipped))\" time=\"\(duration.thousandths)\""
        text += "<testsuites name=\"nfsh\" \(counts)>\n"
        text += "  <testsuite name=\(command.attribute) \(counts) timestamp=\"\(beganAt.iso8601)\">\n"
        text += "    <properties>\n"
        for (name, value) in [
            ("estimate", estimate.json.text()), ("cost", cost.decimal), ("exit_status", String(status.rawValue)),
        ] {
            text += "      <property name=\"\(name)\" value=\(value.attribute)/>\n"
        }
        text += "    </properties>\n"
        for item in cases { text += Self.element(item) }
        return text + "  </testsuite>\n</testsuites>\n"
    }

    private static func element(_ item: RunReport.Case) -> String {
        let name = "\(item.kind.rawValue) \(item.name)"
        var start = "    <testcase name=\(name.attribute) classname=\((item.place?.source ?? "nfsh").attribute)"
        if let place = item.place { start += " file=\(place.source.attribute) line=\"\(place.line)\"" }
        start += " time=\"\(item.duration.thousandths)\""
        let message = item.message ?? ""
        var body = ""
        switch item.verdict {
        case .passed: break
        case .failed: body += "      <failure message=\(message.attribute)/>\n"
        case .error: body += "      <error message=\(message.attribute)/>\n"
        case .skipped: body += "      <skipped message=\(message.attribute)/>\n"
        }
        if let task = item.task {
            body += "      <system-out>\(JSONValue.object(task.json).text().characterData)</system-out>\n"
        }
        return body.isEmpty ? start + "/>\n" : start + ">\n" + body + "    </testcase>\n"
    }
}

extension String {
    /// Quoted, for an attribute (XML 1.0, section 2.3); what XML cannot hold at all is replaced.
    fileprivate var attribute: String {
        "\"" + escaped { ["\"": "&quot;", "\n": "&#10;", "\t": "&#9;"][$0] } + "\""
    }

    fileprivate var characterData: String { escaped { _ in nil } }

    /// Scalar by scalar: a combining mark behind a sign makes another character of the two, and the sign stays a sign.
    private func escaped(_ other: (Unicode.Scalar) -> String?) -> String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\t", "\n", "\u{20}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                result += other(scalar) ?? String(scalar)
            default: result += "\u{FFFD}"
            }
        }
        return result
    }
}
