import FoundationEssentials
import Testing

/// A script with what it gives: `NAME.nfs` beside `NAME.out`, `NAME.err` and `NAME.exit`, of which those that would be
/// empty, or 0, are left out; `NAME.options` and `NAME.args` have an option of the program, or an argument of the script,
/// in each line.
struct Family: CustomTestStringConvertible, Sendable {
    /// What a run is to give, made comparable.
    struct Expectation: Equatable {
        var output: String
        var errors: String
        var status: Int32
    }

    let name: String
    let script: String
    let options: [String]
    let arguments: [String]
    let expectation: Expectation

    var testDescription: String { name }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "ScriptFamilies")

    static let all: [Family] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".nfs") }.sorted().map { Family(name: String($0.dropLast(4))) }
    }()

    private init(name: String) {
        func read(_ kind: String) -> String? {
            (try? Data(contentsOf: Self.folder.appending(path: "\(name).\(kind)"))).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        func lines(_ kind: String) -> [String] { (read(kind) ?? "").split(separator: "\n").map(String.init) }
        self.name = name
        script = read("nfs") ?? ""
        options = lines("options")
        arguments = lines("args")
        expectation = Expectation(
            output: read("out") ?? "", errors: read("err") ?? "", status: lines("exit").first.flatMap { Int32($0) } ?? 0
        )
    }

    /// The line of the script at which it stops; `nil` if it runs to its end.
    private var lastLine: Int? {
        guard expectation.status != 0 else { return nil }
        return expectation.errors.matches(of: #/SCRIPT:(\d+):/#).last.flatMap { Int($0.output.1) }
    }

    /// What somebody types who sees what is wrong and stops there. A script is checked whole before its first line runs,
    /// a line at the prompt when it comes: so lines before a mistake of the check must be silent.
    var typed: [String] {
        let lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return ["set on_error=stop"] + lines.prefix(lastLine ?? lines.count) + ["quit"]
    }

    /// What is the same however the script was started, and whenever: the one place that knows what may differ.
    static func comparable(_ outcome: Program.Outcome, home: String) -> Expectation {
        func filtered(_ text: String) -> String {
            text.replacing(home, with: "HOME")
                .replacing(#/script\.nfs|<command>|<stdin>|<repl>/#, with: "SCRIPT")
                .replacing(#/task_[0-9A-Za-z]+/#, with: "ID")
                .replacing(#/127\.0\.0\.1:[0-9]+/#, with: "127.0.0.1:PORT")
        }
        // Notices about tasks come when they come.
        let errors = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.starts(with: #/@[0-9]+ /#) }.joined(separator: "\n")
        return Expectation(output: filtered(outcome.output), errors: filtered(errors), status: outcome.status)
    }
}

extension Family.Expectation {
    /// The same with the numbers of lines taken out, since every entry at a prompt begins at 1.
    var withoutLineNumbers: Family.Expectation {
        var copy = self
        copy.errors = errors.replacing(#/SCRIPT:[0-9]+:/#, with: "SCRIPT:N:").replacing(#/(?m)^[0-9]+ \|/#, with: "N |")
        return copy
    }
}
