import FoundationEssentials
import LocalService
import NexusFlowAPI
import ShellLanguage
import Subprocess
import Testing

@testable import Shell

@Suite("The equal curl call")
struct CurlTests {
    @Test("it is the call that a submit makes, with the key by its name; nothing is sent or written down")
    func submit() async throws {
        try await withShell(local: false) { shell in
            #expect(await shell.run("curl submit it's a boat duration=3") == .done, "\(shell.messages)")
            #expect(shell.results.hasPrefix("curl -X POST https://nexusflow.vip/v1/tasks \\\n"))
            #expect(shell.results.contains("-H \"Authorization: Bearer $NEXUSFLOW_API_KEY\" \\\n"))
            #expect(shell.results.contains("\"prompt\":\"it'\\''s a boat\""))
            #expect(shell.messages.contains("seed 42 was drawn"))
            #expect(shell.service.log == [] && shell.hasNoTask)
            shell.console.forget()
            await shell.run("set output=json\ncurl submit a boat seed=7")
            let json = try JSONValue(parsing: shell.results)
            #expect(json["body"]?["seed"]?.integer == 7)
            #expect(json["method"]?.string == "POST")
            #expect(shell.messages.isEmpty)
        }
    }

    @Test("again and sweep are shown as well, a call a task")
    func others() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            await shell.run("submit a boat seed=1\ncurl again @1 seed=+1")
            #expect(shell.results.contains("\"seed\":2"))
            await shell.run("curl sweep 'a boat' seed=5..7")
            #expect(shell.results.split(separator: "\n").count { $0.hasPrefix("curl ") } == 4)
            #expect(shell.service.submits.count == 1)
        }
    }

    @Test("the call that made a video is shown without a word about its having been made")
    func ofAVideo() async throws {
        try await withShell { shell in
            shell.willSucceed("t-1")
            await shell.run("submit a boat seed=1\nwait")
            shell.console.forget()
            #expect(await shell.run("curl again @1") == .done)
            #expect(shell.messages.isEmpty, "\(shell.messages)")
            #expect(shell.results.contains("\"seed\":1"))
        }
    }

    @Test("what submits nothing is refused", arguments: ["curl list", "curl", "curl submit a boat duration=99"])
    func refusals(_ line: String) async throws {
        try await withShell { shell in
            #expect(await shell.run(line) == .check)
            #expect(shell.results.isEmpty)
        }
    }

    @Test("curl runs it as it stands: the local service takes it, prompt and all", .timeLimit(.minutes(1)))
    func reallyRuns() async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "curl-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        var configuration = LocalServiceConfiguration(folder: url.path)
        configuration.speed = 1000
        configuration.faults = try FaultPlan(parsing: "fail=1")
        try await LocalService.withService(configuration) { address in
            let prompt = "it's \"5\" $HOME `id` \\n 100%\nline 雨 !"
            let request = GenerationRequest(
                model: "wan2.6-t2v", prompt: prompt, resolution: "720P", duration: 3, seed: 7)
            for standIn in [nil, "sk-air-local"] {
                let call = CurlCall(request, at: address, standInKey: standIn)
                let result = try await Subprocess.run(
                    .name("sh"), arguments: ["-c", call.text.replacing("curl ", with: "curl -sS --noproxy '*' ")],
                    environment: standIn == nil
                        ? .inherit.updating(["NEXUSFLOW_API_KEY": "sk-air-of-the-test"])
                        : .inherit.updating(["NEXUSFLOW_API_KEY": ""]),
                    output: .string(limit: 65_536), error: .string(limit: 65_536))
                let answer = try JSONValue(parsing: result.standardOutput)
                #expect(answer["id"]?.string?.hasPrefix("task_") == true, "\(result)")
                let id = try #require(answer["id"]?.string)
                let records = try FileManager.default.subpathsOfDirectory(atPath: url.path)
                    .filter { $0.contains(id) && $0.hasSuffix(".json") }
                let data = try Data(contentsOf: url.appending(path: try #require(records.first)))
                let stored = try JSONValue(parsing: Array(data))
                #expect(stored["request"]?["prompt"]?.string == prompt)
                #expect(stored["request"]?["seed"]?.integer == 7)
            }
        }
    }
}
