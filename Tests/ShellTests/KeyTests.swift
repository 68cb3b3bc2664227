import NexusFlowAPI
import TaskLedger
import Testing

@testable import Shell

@Suite("Keys in lines and requests")
struct KeyTests {
    private static let tail = "Zq7Lm2Xv9Rt4Kp8W"
    private static let secret = "sk-air-\(tail)"
    /// Of the form of a key, and not the one in use.
    private static let other = "sk-air-0123456789abcdef"

    @Test(
        "a line that would use a key is an error before any line runs",
        arguments: [
            "echo $env.NEXUSFLOW_API_KEY", "submit a boat $env.API_KEY", "let k=${env.OTHER:-x}",
            "submit \"a $env.NEXUSFLOW_API_KEY boat\"", "list > $env.NEXUSFLOW_API_KEY",
            "set note=${env.NEXUSFLOW_API_KEY:-none}",
        ])
    func variables(_ line: String) async throws {
        let variables = ["API_KEY": Self.secret, "OTHER": "x-\(Self.other)-y"]
        try await withShell(variables: variables, key: Self.secret) { shell in
            #expect(await shell.run("echo before\n\(line)") == .check)
            #expect(shell.results.isEmpty)
            #expect(shell.messages.contains("is an API key, which no line may use"), "\(shell.messages)")
            #expect(!shell.messages.contains(Self.tail))
            #expect(shell.hasNoTask)
        }
    }

    @Test("the same names without a key in them are variables like others")
    func harmlessVariables() async throws {
        try await withShell(variables: ["API_KEY": "something-else", "HOME": "/h"], key: Self.secret) { shell in
            #expect(await shell.run("echo $env.API_KEY $env.HOME ${env.NONE:-x}") == .done, "\(shell.messages)")
            #expect(shell.results == "something-else /h x\n")
        }
    }

    @Test(
        "a key that stands in a line is an error, and no message repeats it", arguments: [secret, other],
        [
            "submit a boat KEY", "submit \"a boat\" note=KEY", "set tag=KEY", "let k=KEY", "frob KEY",
            "submit 'a boat' seed=KEY", "login KEY", "submit prompt=<<TEXT\na KEY\nTEXT",
        ])
    func literals(_ key: String, _ line: String) async throws {
        try await withShell(key: Self.secret) { shell in
            #expect(await shell.run(line.replacing("KEY", with: key)) == .check)
            #expect(!shell.messages.contains(key.dropFirst(7)), "\(shell.messages)")
            #expect(shell.hasNoTask)
        }
    }

    @Test(
        "a request that would carry a key from a file is refused, and nothing is written down",
        arguments: [secret, other],
        [
            "submit prompt=@key.txt", "submit a boat note=@key.txt", "let k=@key.txt\nsubmit a boat tag=$k",
            "let k=@key.txt\nsubmit a boat extra.style=$k", "let k=@key.txt\nsubmit a boat model=$k",
            "let k=@key.txt\nsubmit a boat model=wan2.6-i2v img_url=https://h/${k}.png",
            "let k=@key.txt\nsweep \"a boat $k\" seed=1..2", "set note=@key.txt\nsubmit a boat",
        ])
    func requests(_ key: String, _ lines: String) async throws {
        try await withShell(key: Self.secret) { shell in
            try shell.write("\(key)\n", to: "key.txt")
            #expect(await shell.run(lines) == .check, "\(shell.messages)")
            #expect(shell.messages.contains("holds an API key"), "\(shell.messages)")
            #expect(!shell.messages.contains(key.dropFirst(7)), "\(shell.messages)")
            #expect(shell.hasNoTask)
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("login asks in secret, and stores what is a key; logout forgets it")
    func login() async throws {
        let console = RecordingConsole(answers: [Self.secret, "hunter2"])
        try await withShell(console: console) { shell in
            #expect(await shell.run("login") == .done)
            #expect(console.secretQuestions == ["API key (not shown): "])
            #expect(shell.read("config/key") == Self.secret + "\n")
            #expect(await shell.run("try login") == .done)
            #expect(shell.messages.contains("that is no key"))
            #expect(!console.everything.contains(Self.tail) && !console.everything.contains("hunter2"))
            #expect(shell.read("config/key") == Self.secret + "\n")
            #expect(await shell.run("logout\nlogout") == .done)
            #expect(shell.messages.contains("there is no key in"))
            #expect(await shell.run("login") == .trouble)
            #expect(shell.messages.contains("no key was given; nothing is changed"))
        }
    }

    @Test("a variable that comes before the stored key is told")
    func precedence() async throws {
        let console = RecordingConsole(answers: [Self.secret])
        try await withShell(console: console, variables: ["NEXUSFLOW_API_KEY": "sk-air-x"]) { shell in
            await shell.run("login")
            #expect(shell.messages.contains("NEXUSFLOW_API_KEY is set, and comes before the file"))
        }
    }
}
