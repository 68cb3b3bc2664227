import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

@Suite("explain, what the words of the API mean")
struct ExplainTests {
    private static let names: [String] = {
        let catalogue = (try? Catalogue.builtIn()) ?? Catalogue(models: [])
        return Explanation.all(in: catalogue).map(\.name)
    }()

    @Test("every parameter, model, status, code and rule has one name, a meaning and, where the API says it, a source")
    func whole() throws {
        let catalogue = try Catalogue.builtIn()
        let all = Explanation.all(in: catalogue)
        #expect(Set(all.map { $0.name.lowercased() }).count == all.count)
        for wanted in Parameter.allCases.map(\.name) + catalogue.models.map(\.id) + TaskStatus.named.map(\.word) {
            #expect(all.contains { $0.name == wanted })
        }
        for entry in all {
            #expect(!entry.meaning.isEmpty && !entry.meaning.hasSuffix("."), "\(entry.name)")
            #expect(entry.provenance != nil || entry.kind == "status", "\(entry.name)")
        }
    }

    @Test("each name is explained, in any case, within the width", arguments: names)
    func one(_ name: String) async throws {
        try await withShell(console: RecordingConsole(isTerminal: true, width: 60)) { shell in
            #expect(await shell.run("set color=never\nexplain \(quotedWord(name.uppercased(), prose: false))") == .done)
            #expect(shell.results.hasPrefix("\(name)  "), "\(shell.results)")
            for line in shell.results.split(separator: "\n") { #expect(displayWidth(of: String(line)) <= 60) }
        }
    }

    @Test("a parameter tells its default, what is allowed, and what differs by model, with the source of each")
    func parameter() async throws {
        try await withShell { shell in
            await shell.run("explain image\nexplain duration")
            #expect(shell.results.contains("img_url  parameter (documented)"))
            #expect(shell.results.contains("wan2.6-i2v: required: at most 20 MB"))
            #expect(shell.results.contains("default: 5\n"))
            #expect(shell.results.contains("wan2.6-t2v: 2 to 15 seconds (upstream)"))
            shell.console.forget()
            await shell.run("set output=json\nexplain ratio")
            let json = try JSONValue(parsing: shell.results)
            #expect(
                json["rules"]?.array?.compactMap { $0["of"]?.string } == [
                    "wan2.6-i2v", "happyhorse-1.0-i2v", "wan2.6-t2i",
                ])
            #expect(json["provenance"]?.string == "documented")
        }
    }

    @Test("a code of a family is explained by it; what is unknown suggests the near one, or the shell's own help")
    func others() async throws {
        try await withShell { shell in
            await shell.run("explain throttling.ratequota")
            #expect(shell.results.contains("too many requests"))
            #expect(await shell.run("explain resolutoin") == .check)
            #expect(shell.messages.contains("did you mean 'resolution'?"))
            await shell.run("explain jobs")
            #expect(shell.messages.contains("help jobs"))
        }
    }

    @Test("a failed task is told by its code, with the line that goes on; others by their status")
    func tasks() async throws {
        try await withShell(options: options { $0.isInteractive = true }) { shell in
            shell.service.takes("t-1", "t-2")
            shell.service.says("t-1", "failed", error: "DataInspectionFailed: no \u{1B}[31m swords")
            shell.service.says("t-2", "running")
            shell.service.on("POST /tasks", .answer(403, ["message": "no money"]))
            shell.service.on("POST /tasks", .failure(ServiceError(.timeout, "no answer")))
            await shell.run("a = submit a sword\nwait $a\nsubmit b\nsubmit c\nsubmit d")
            shell.console.forget()
            await shell.run("explain @1")
            #expect(shell.results.contains("breaks a content rule"), "\(shell.results)\(shell.messages)")
            #expect(shell.results.contains("again @1 prompt=\"…\""))
            #expect(!shell.results.contains("\u{1B}"))
            shell.console.forget()
            await shell.run("explain $a\nexplain @3")
            #expect(shell.results.contains("no balance, no permission"))
            #expect(shell.results.contains("403"))
            shell.console.forget()
            await shell.run("explain @4\nexplain @2")
            #expect(shell.results.contains("reconcile"))
            #expect(shell.results.contains("the service works on it"))
            shell.console.forget()
            await shell.run("set output=json\nexplain @1")
            let json = try JSONValue(parsing: shell.results)
            #expect(json["code"]?.string == "DataInspectionFailed")
        }
    }

    @Test("names are completed, and tasks behind @")
    func completion() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run("submit a boat")
            let context = await shell.interpreter.completionContext()
            let completer = try Completer(catalogue: Catalogue.builtIn())
            let names = completer.answer(for: "explain ", cursor: 8, in: context).candidates.map(\.text)
            #expect(names.contains("duration") && names.contains("Arrearage") && names.contains("429"))
            let tasks = completer.answer(for: "explain @", cursor: 9, in: context).candidates.map(\.text)
            #expect(tasks.contains("@1"))
        }
    }
}
