import NexusFlowAPI
import Testing

@testable import Shell

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Scripts, redirects and shell commands")
struct SourceTests {
    @Test("source is relative to the script that says it, and shares the session")
    func relative() async throws {
        try await withShell { shell in
            try shell.write("let a=1\nsource parts/b.nfs\necho $a $b $c\n", to: "shots/a.nfs")
            try shell.write("let b=2\nsource ../c.nfs\nset seed=7\n", to: "shots/parts/b.nfs")
            try shell.write("let c=3\n", to: "shots/c.nfs")
            #expect(await shell.run(file: "shots/a.nfs") == .done, "\(shell.messages)")
            #expect(shell.results == "1 2 3\n")
            #expect(await shell.interpreter.settings["seed"] == "7")
        }
    }

    @Test("a file beside the script is read for @path, wherever the shell stands")
    func fileBesideScript() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            try shell.write("a lighthouse\n", to: "shots/brief.txt")
            try shell.write("submit prompt=@brief.txt\n", to: "shots/a.nfs")
            #expect(await shell.run(file: "shots/a.nfs") == .done, "\(shell.messages)")
            #expect(shell.service.submits.first?["prompt"]?.string == "a lighthouse")
        }
    }

    @Test("an error in a sourced file shows the chain, before any line of any file runs")
    func chain() async throws {
        try await withShell { shell in
            try shell.write("echo before\nsource b.nfs\n", to: "a.nfs")
            try shell.write("\nsubmti a boat\n", to: "b.nfs")
            #expect(await shell.run(file: "a.nfs") == .check)
            #expect(shell.results == "")
            #expect(
                shell.messages == """
                    error: there is no command 'submti'
                     --> b.nfs:2:1
                         included from a.nfs:2:8
                      |
                    2 | submti a boat
                      | ^^^^^^ did you mean 'submit'?

                    """)
        }
    }

    @Test("findings come in the order of the lines, a sourced file's where it is sourced")
    func orderOfFindings() async throws {
        try await withShell { shell in
            try shell.write("frob\n", to: "b.nfs")
            #expect(await shell.run("grob\nsource b.nfs\nlist limit=x\nsubmit a \"b\"") == .check)
            let places = shell.messages.split(separator: "\n").filter { $0.contains("-->") }
            #expect(places == [" --> <command>:1:1", " --> b.nfs:1:1", " --> <command>:3:12", " --> <command>:4:10"])
        }
    }

    @Test(
        "a file that sources itself is refused at once, on whatever way it comes back",
        arguments: ["a.nfs", "./a.nfs", "sub/../a.nfs", ".//./a.nfs"])
    func cycle(_ path: String) async throws {
        try await withShell { shell in
            try shell.write("", to: "sub/empty.nfs")
            // Two of them would be followed for 2⁶⁴ steps if the way, and not the file, decided.
            try shell.write("echo before\nsource \(path)\nsource \(path)\n", to: "a.nfs")
            #expect(await shell.run(file: "a.nfs") == .check)
            #expect(shell.messages.contains("it would source itself for ever"))
            #expect(shell.results == "")
        }
    }

    @Test("a cycle through a second file is found too")
    func longCycle() async throws {
        try await withShell { shell in
            try shell.write("source b.nfs\n", to: "a.nfs")
            try shell.write("source a.nfs\n", to: "b.nfs")
            #expect(await shell.run("source a.nfs") == .check)
            #expect(shell.messages.contains("included from"), "\(shell.messages)")
        }
    }

    @Test("a file that is not there is found before anything runs")
    func missingFile() async throws {
        try await withShell { shell in
            #expect(await shell.run("echo before\nsource nothing.nfs") == .check)
            #expect(shell.messages.contains("nothing.nfs: no such file or directory"))
            #expect(shell.results == "")
        }
    }

    @Test("a file that is no text is refused at the byte")
    func notText() async throws {
        try await withShell { shell in
            try shell.write("echo a\u{0}b\n", to: "a.nfs")
            #expect(await shell.run(file: "a.nfs") == .check)
            #expect(shell.messages.contains("a.nfs:1:7"), "\(shell.messages)")
        }
    }

    @Test("> replaces, >> adds, | feeds, and none of them shows the result")
    func redirects() async throws {
        try await withShell { shell in
            await shell.run(
                """
                let base=out
                echo one > ${base}.txt
                echo two >> "${base}.txt"
                echo three > other.txt
                echo four > other.txt
                echo five | cat > '\(shell.folder)/piped.txt'
                """)
            #expect(shell.results == "")
            #expect(shell.messages == "")
            #expect(shell.read("out.txt") == "one\ntwo\n")
            #expect(shell.read("other.txt") == "four\n")
            #expect(shell.read("piped.txt") == "five\n")
        }
    }

    @Test("a redirect gets the result as it is, without what a terminal needs")
    func redirectOnTerminal() async throws {
        try await withShell(console: RecordingConsole(isTerminal: true)) { shell in
            try shell.write("a\tb\u{1B}[31mred\n", to: "odd.txt")
            await shell.run("let odd=@odd.txt\necho $odd > copy.txt\nhelp > help.txt\necho $odd")
            #expect(shell.read("copy.txt") == "a\tb\u{1B}[31mred\n")
            #expect(!shell.read("help.txt").contains("\u{1B}"))
            #expect(!shell.results.contains("\u{1B}"))
        }
    }

    @Test("a place that cannot be written is one sentence")
    func unwritable() async throws {
        try await withShell { shell in
            #expect(await shell.run("echo x > nowhere/x.txt") == .trouble)
            #expect(shell.messages.contains("nowhere/x.txt: no such file or directory"))
        }
    }

    @Test("!COMMAND goes to the system's shell as typed, and its failure is an error")
    func shellCommands() async throws {
        try await withShell { shell in
            #expect(await shell.run("!printf '%s' '$x {a|b} # c' > '\(shell.folder)/x.txt'") == .done)
            #expect(shell.read("x.txt") == "$x {a|b} # c")
            #expect(await shell.run("!exit 3") == .trouble)
            #expect(shell.messages.contains("the shell command ended with status 3"))
        }
    }

    @Test("a reader that has enough is no error, and ends nothing")
    func readerGoesAway() async throws {
        try await withShell { shell in
            // As the program does at its start.
            signal(SIGPIPE, SIG_IGN)
            try shell.write(String(repeating: "x", count: 300_000) + "\n", to: "long.txt")
            #expect(await shell.run("let long=@long.txt\necho $long | true\necho after") == .done, "\(shell.messages)")
            #expect(shell.results == "after\n")
        }
    }

    @Test("an error stops a script, and try forgives one line, a sourced file's too")
    func tryForgives() async throws {
        try await withShell { shell in
            #expect(await shell.run("!false\necho after") == .trouble)
            #expect(shell.results == "")
        }
        try await withShell { shell in
            try shell.write("!false\necho inside\n", to: "bad.nfs")
            #expect(await shell.run("try info @9\ntry source bad.nfs\necho after") == .done, "\(shell.messages)")
            #expect(shell.results == "after\n")
        }
    }

    @Test("on_error=continue goes on, and the status tells all the same")
    func onError() async throws {
        try await withShell { shell in
            #expect(await shell.run("set on_error=continue\ninfo @9\necho after") == .trouble)
            #expect(shell.results == "after\n")
        }
        try await withShell(options: options { $0.isInteractive = true }) { shell in
            await shell.run("info @9\necho after\nset on_error=stop\ninfo @9\necho never")
            #expect(shell.results == "after\n")
        }
    }

    @Test("quit ends at once, with its status or the highest so far, from a sourced file too")
    func quit() async throws {
        try await withShell { shell in
            try shell.write("quit\necho never\n", to: "q.nfs")
            #expect(await shell.run("try info @9\nsource q.nfs\necho never") == .done)
            #expect(shell.results == "")
        }
        try await withShell { shell in
            #expect(await shell.run("set on_error=continue\ninfo @9\nexit 0\necho never") == .done)
            #expect(shell.results == "")
        }
        try await withShell { shell in
            #expect(await shell.run("quit 7") == .interrupted)
        }
    }
}
