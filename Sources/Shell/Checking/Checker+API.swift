import NexusFlowAPI
import ShellLanguage

/// Calls of the API that stand in a line as they are, and those that are only shown.
extension Checker {
    /// `api GET|POST PATH [JSON]`: the JSON that is written out.
    mutating func checkCall(_ command: Command) {
        let operands = command.arguments.compactMap { argument -> Word? in
            if case .operand(let word) = argument { word } else { nil }
        }
        guard operands.count > 1, let name = operands[0].literal else { return }
        // Where the base URL is, is known at the run: so is what else a POST would be.
        let creates = operands[1].literal?.hasSuffix(APIPath.creation) ?? false
        let tail = command.rawTail
        do throws(ShellError) {
            switch name.uppercased() {
            case "GET": if let tail { throw RawRequest.getWithBody(at: tail.span) }
            case "POST" where creates: if let tail { _ = try RawRequest(tail.text, at: tail.span) }
            default: break
            }
        } catch {
            report(error.message, error.span ?? command.span, hint: error.remedy)
        }
    }

    /// `curl COMMAND`: what would be sent, which costs nothing.
    mutating func checkPreview(_ command: Command, _ spec: CommandSpec) {
        guard let nested = command.nested.first else {
            return report("curl needs a submit behind it", command.span, hint: "write: curl submit PROMPT")
        }
        if nested.name.text.hasPrefix("@") || nested.name.text.hasPrefix("$") {
            let task = sanitised(nested.name.text)
            return report(
                "\(task) is a task; its call is that of the submit that makes it again", nested.name.span,
                hint: "write: curl again \(task)")
        }
        guard let inner = CommandTable.command(nested.name.text)?.spec else { return check(nested) }
        guard inner.submits else {
            return report(
                "curl shows what a submit sends, and \(inner.name) is none", nested.name.span,
                hint: "write: curl submit PROMPT, curl again TASK, curl sweep PROMPT")
        }
        let outerNames = names
        bill.times.append(0)
        check(nested)
        bill.times.removeLast()
        names = outerNames
    }
}
