import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

@Suite("Reporting on a run")
struct ReportTests {
    private struct Reports {
        let json: JSONObject
        let junit: String
        let tap: String
        let status: ExitStatus

        var cases: [JSONObject] {
            guard case .array(let cases)? = json["cases"] else { return [] }
            return cases.compactMap { if case .object(let item) = $0 { item } else { nil } }
        }

        func words(_ name: String) -> [String] { cases.map { $0[name]?.plainText ?? "-" } }
    }

    /// What the three reports say after `lines` ran; they are well-formed and agree on the number of cases.
    private func report(_ lines: String, _ prepare: (TestShell) throws -> Void = { _ in }) async throws -> Reports {
        // One at a time, so that the answers go to the submits that they are meant for.
        let alone = options { options in
            options.command = "nfsh <a & \"b\">"
            options.jobs = 1
        }
        return try await withShell(options: alone) { shell in
            try prepare(shell)
            await shell.interpreter.beginReport()
            await shell.runToEnd(lines)
            await shell.interpreter.writeReports([
                .json: "\(shell.folder)/r.json", .junit: "\(shell.folder)/r.xml", .tap: "\(shell.folder)/r.tap",
            ])
            guard case .object(let json) = try JSONValue(parsing: Array(shell.read("r.json").utf8)) else {
                throw CancellationError()
            }
            let reports = Reports(
                json: json, junit: shell.read("r.xml"), tap: shell.read("r.tap"),
                status: await shell.interpreter.exitStatus)
            try checkJUnit(reports)
            checkTAP(reports)
            return reports
        }
    }

    private func checkJUnit(_ reports: Reports) throws {
        let suite = try #require(Elements(reports.junit))
        #expect(suite.names == reports.cases.map { "\($0["kind"]?.string ?? "") \($0["name"]?.string ?? "")".inXML })
        #expect(suite.count("testcase") == reports.cases.count)
        for (element, verdict) in [("failure", "failed"), ("error", "error"), ("skipped", "skipped")] {
            #expect(suite.count(element) == reports.words("status").count { $0 == verdict })
        }
    }

    /// TAP 14: the version, the plan, then a test line and its YAML block for each.
    private func checkTAP(_ reports: Reports) {
        var lines = reports.tap.split(separator: "\n", omittingEmptySubsequences: false)[...]
        #expect(lines.popFirst() == "TAP version 14")
        #expect(lines.popFirst() == "1..\(reports.cases.count)")
        for (index, item) in reports.cases.enumerated() {
            let isOK = ["passed", "skipped"].contains(item["status"]?.string)
            let line = lines.popFirst() ?? ""
            #expect(
                line.hasPrefix("\(isOK ? "ok" : "not ok") \(index + 1) - \(item["kind"]?.string ?? "") "), "\(line)")
            // A sign without a backslash begins a directive, and there is none but SKIP.
            let bare = line.unicodeScalars.split(separator: "\\", omittingEmptySubsequences: false).enumerated()
                .map { $0.offset == 0 ? String($0.element) : String($0.element.dropFirst()) }.joined()
            let directives = bare.unicodeScalars.count { $0 == "#" }
            #expect(directives == (item["status"]?.string == "skipped" ? 1 : 0), "\(line)")
            #expect(lines.popFirst() == "  ---")
            while let diagnostic = lines.first, diagnostic != "  ..." {
                lines.removeFirst()
                let parts = diagnostic.split(separator: ":", maxSplits: 1)
                #expect(parts.count == 2 && parts[0].hasPrefix("  ") && parts[1].hasPrefix(" "), "\(diagnostic)")
                #expect((try? JSONValue(parsing: Array(parts[1].utf8))) != nil, "\(diagnostic)")
            }
            #expect(lines.popFirst() == "  ...")
        }
        #expect(lines == [""])
        #expect(
            !reports.tap.unicodeScalars.contains {
                $0 != "\n" && ($0.value < 0x20 || 0x7F...0x9F ~= $0.value || 0xFFFE...0xFFFF ~= $0.value)
            })
    }

    @Test("a case for each submit, each expect and each line that failed otherwise, with its line")
    func cases() async throws {
        let reports = try await report(
            """
            set on_error=continue
            hero = submit "a boat" seed=1
            wait
            expect $hero.status == succeeded
            expect $hero.seed == 2
            try expect 1 == 2
            sweep "{x|y}"
            info @99
            try info @98
            """
        ) { shell in
            shell.willSucceed("t-1")
            shell.service.takes("t-2")
            shell.service.on("POST /tasks", .answer(400, ["error": "no"]))
        }
        #expect(reports.status == .taskFailed)
        #expect(
            reports.words("kind") == ["submit", "expect", "expect", "expect", "submit", "submit", "line", "line"])
        #expect(
            reports.words("status") == [
                "passed", "passed", "failed", "skipped", "skipped", "failed", "error", "skipped",
            ])
        #expect(reports.words("line") == ["2", "4", "5", "6", "7", "7", "8", "9"])
        #expect(reports.cases[0]["seconds"]?.text() == "60.000")
        #expect(reports.cases[5]["seconds"]?.text() == "0.000", "nothing ran, so it took no time")
        #expect(reports.json["cost"]?.text() == "0.45")
        #expect(reports.json["exit_status"]?.integer == 5)
        #expect(reports.cases[2]["message"]?.string == "expected $hero.seed (1) == 2")
    }

    @Test("an unknown outcome is an error, and what still runs is neither good nor bad")
    func openOutcomes() async throws {
        let reports = try await report("submit a\nsubmit b") { shell in
            shell.service.takes("t-1")
            shell.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer")))
            shell.service.says("t-1", "succeeded", url: "https://storage.test/t-1.mp4")
            shell.store.put(sampleVideo(), at: "https://storage.test/t-1.mp4")
        }
        #expect(reports.words("status") == ["passed", "error"])
        #expect(reports.status == .unknownOutcome)
        let running = try await report("submit a") { $0.service.takes("t-1") }
        #expect(running.words("status") == ["skipped"])
        #expect(running.words("message") == ["running"])
    }

    @Test("a tried submit that failed is forgiven, but not an unknown outcome or a refusal over money")
    func tried() async throws {
        let reports = try await report(
            "try submit a duration=3\ntry again @9\nbudget 0.30\ntry again @1 resolution=1080P"
        ) { shell in
            shell.service.on("POST /tasks", .answer(400, ["error": "no"]))
        }
        #expect(reports.words("status").dropLast() == ["skipped", "skipped"])
        #expect(reports.words("kind") == ["submit", "line", "line"])
        #expect(reports.status == .refused)
        #expect(reports.words("status").last == "error", "a refusal over money is not forgiven")
    }

    @Test(
        "hostile text stays text in all three",
        arguments: [
            "]]><failure/>", "\"'&<>", "#\u{301} # skip \\# \\ #", "<\u{301}b>&\u{301}\"\u{301}", "a\nnot ok 9\n  ---",
            "\u{FFFE}\u{FFFF}\u{85}\u{2028}", "{a: [b}, - c: 'd'", "\u{202E}desrever",
        ])
    func hostile(_ prompt: String) async throws {
        let reports = try await report("let p=@p.txt\nsubmit $p\nexpect $p == other") { shell in
            try shell.write(prompt, to: "p.txt")
            shell.service.on("POST /tasks", .answer(400, ["error": .string("\u{1B}[31m\u{9B}2J ]]> \(prompt) # \\")]))
            shell.service.on("POST /tasks", .answer(400, ["error": "no"]))
        }
        #expect(reports.words("name").first == prompt)
        #expect(reports.words("status").first == "failed")
    }

    @Test("a mistake in a script is an error with its line, and so is a file that is no text")
    func mistakes() async throws {
        let mistaken = try await report("echo a\nfrob\ngrob")
        #expect(mistaken.words("status") == ["error"])
        #expect(mistaken.words("line") == ["2"])
        #expect(mistaken.json["exit_status"]?.integer == 2)
    }

    @Test("whatever made the run end badly, at least one case did", arguments: ["quit 4", "submit a\nquit 5"])
    func endings(_ lines: String) async throws {
        let reports = try await report(lines) { $0.service.takes("t-1") }
        #expect(reports.status != .done)
        #expect(reports.words("status").contains("error"))
    }

    @Test("a run without submits and expectations has a report without cases")
    func empty() async throws {
        let reports = try await report("echo a")
        #expect(reports.cases.isEmpty)
        #expect(reports.tap == "TAP version 14\n1..0\n")
    }

    @Test(
        "a report that cannot be written is 3, whatever the script wants to end with", arguments: ["echo a", "quit 0"])
    func unwritable(_ lines: String) async throws {
        try await withShell { shell in
            await shell.interpreter.beginReport()
            await shell.run(lines)
            await shell.interpreter.writeReports([.json: "\(shell.folder)/none/r.json", .tap: "\(shell.folder)/r.tap"])
            #expect(await shell.interpreter.exitStatus == .trouble)
            #expect(shell.messages.contains("cannot write"))
            #expect(shell.files() == ["r.tap"], "the others are written all the same")
        }
    }

    @Test("what was taken up from an earlier run is a case too")
    func resumed() async throws {
        let first = options { $0.runKey = RunKey(script: "a.nfs", arguments: []) }
        try await withShell(options: first) { shell in
            shell.willSucceed("t-1", "t-2")
            await shell.run("submit one\nwait")
            let later = shell.another(
                options { options in
                    options = first
                    options.resumes = true
                })
            await later.interpreter.beginReport()
            #expect(await later.runToEnd("submit one\nsubmit two\nwait", resumes: true) == .done, "\(later.messages)")
            await later.interpreter.writeReports([.tap: "\(shell.folder)/r.tap"])
            let lines = shell.read("r.tap").split(separator: "\n").filter { $0.contains("ok ") }
            #expect(lines == ["ok 1 - submit one", "ok 2 - submit two"])
        }
    }
}

/// The elements of an XML text, read strictly: what is nested wrongly, escaped wrongly or no character of XML has none.
private struct Elements {
    private(set) var names: [String] = []
    private var counts: [String: Int] = [:]

    func count(_ element: String) -> Int { counts[element, default: 0] }

    init?(_ text: String) {
        var rest = Array(text.unicodeScalars)[...]
        let isAllowed = rest.allSatisfy { scalar in
            [0x9, 0xA, 0xD].contains(scalar.value) || (0x20...0xD7FF).contains(scalar.value)
                || (0xE000...0xFFFD).contains(scalar.value) || scalar.value >= 0x10000
        }
        guard isAllowed, Self.take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", &rest) else { return nil }
        var open: [String] = []
        while let scalar = rest.first {
            guard scalar == "<" else {
                guard Self.text(&rest, until: "<") != nil else { return nil }
                continue
            }
            rest.removeFirst()
            if Self.take("/", &rest) {
                guard let name = Self.name(&rest), open.popLast() == name, Self.take(">", &rest) else { return nil }
                continue
            }
            guard let name = Self.name(&rest) else { return nil }
            counts[name, default: 0] += 1
            var seen: Set<String> = []
            while Self.take(" ", &rest) {
                guard let attribute = Self.name(&rest), seen.insert(attribute).inserted, Self.take("=\"", &rest),
                    let value = Self.text(&rest, until: "\""), Self.take("\"", &rest)
                else { return nil }
                if name == "testcase", attribute == "name" { names.append(value) }
            }
            if Self.take("/>", &rest) { continue }
            guard Self.take(">", &rest) else { return nil }
            open.append(name)
        }
        guard open.isEmpty else { return nil }
    }

    private static func take(_ text: String, _ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
        guard rest.starts(with: text.unicodeScalars) else { return false }
        rest = rest.dropFirst(text.unicodeScalars.count)
        return true
    }

    private static func name(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
        let name = rest.prefix { $0.properties.isAlphabetic || $0 == "-" || $0 == "_" }
        rest = rest.dropFirst(name.count)
        return name.isEmpty ? nil : String(String.UnicodeScalarView(name))
    }

    /// Text up to a sign, with what stands for other signs replaced.
    private static func text(_ rest: inout ArraySlice<Unicode.Scalar>, until end: Unicode.Scalar) -> String? {
        var text = ""
        while let scalar = rest.first, scalar != end {
            guard scalar != "<", scalar != ">" else { return nil }
            if scalar == "&" {
                let references = ["&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#10;": "\n", "&#9;": "\t"]
                guard let found = references.first(where: { rest.starts(with: $0.key.unicodeScalars) }) else {
                    return nil
                }
                text += found.value
                rest = rest.dropFirst(found.key.unicodeScalars.count)
            } else {
                text.unicodeScalars.append(scalar)
                rest.removeFirst()
            }
        }
        return rest.isEmpty && end == "\"" ? nil : text
    }
}

extension String {
    /// What is left of it in XML 1.0, section 2.2.
    fileprivate var inXML: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { [0xFFFE, 0xFFFF].contains($0.value) ? "\u{FFFD}" : $0 }))
    }
}
