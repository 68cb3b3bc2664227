import FoundationEssentials
import Testing

@Suite("Scripts that are no scripts", .serialized)
struct BadInputTests {
    private static let lines = "let a=\"b c\"\necho $a <<X\nd\n  e\nX\necho '\nf' \\\n  g\n"

    @Test("CRLF and a BOM change nothing")
    func lineEnds() async throws {
        try await withProgram { program in
            try program.write(Self.lines, to: "a.nfs")
            try program.write("\u{FEFF}" + Self.lines.replacing("\n", with: "\r\n"), to: "b.nfs")
            let plain = try await program.run("--local", "a.nfs")
            let other = try await program.run("--local", "b.nfs")
            #expect(plain.output == "b c d\n  e\n\nf g\n", "\(plain.errors)")
            #expect(other.output == plain.output, "\(other.errors)")
            let input = try await program.run(
                "--local", "-", input: "\u{FEFF}" + Self.lines.replacing("\n", with: "\r\n"))
            #expect(input.output == plain.output, "\(input.errors)")
        }
    }

    @Test(
        "what is no text is told at its byte, and nothing of it runs",
        arguments: [
            ([0x65, 0x63, 0x68, 0x6F, 0x20, 0xFF, 0x0A], "1:6", "this is not UTF-8: byte 0xFF"),
            ([0x65, 0x63, 0x68, 0x6F, 0x20, 0x61, 0x00, 0x0A], "1:7", "NUL stands in the text"),
            ([0x65, 0x63, 0x68, 0x6F, 0x20, 0x61, 0x0D, 0x62], "1:7", "a carriage return without a line feed"),
            ([0xFF, 0xFE, 0x65, 0x00], "1:1", "the text is UTF-16"),
        ] as [([UInt8], String, String)])
    func noText(_ bytes: [UInt8], _ place: String, _ message: String) async throws {
        try await withProgram { program in
            try Data(Array("echo before\n".utf8) + bytes).write(to: URL(filePath: "\(program.home)/b.nfs"))
            try Data(bytes).write(to: URL(filePath: "\(program.home)/a.nfs"))
            let alone = try await program.run("--local", "a.nfs")
            #expect(alone.status == 2)
            #expect(alone.errors.contains(message) && alone.errors.contains(" --> a.nfs:\(place)\n"), "\(alone.errors)")
            if bytes[0] != 0xFF {
                let sourced = try await program.run("--local", "-c", "echo before\nsource b.nfs")
                #expect(sourced.status == 2)
                #expect(sourced.output == "")
                #expect(sourced.errors.contains("included from <command>:2:8"), "\(sourced.errors)")
            }
        }
    }

    @Test("a line of twenty megabytes is read like any other", .timeLimit(.minutes(1)))
    func longLine() async throws {
        try await withProgram { program in
            let line = "echo 'a' \(String(repeating: "b", count: 20_000_000)) $none\n"
            try program.write(line, to: "a.nfs")
            let outcome = try await program.run("check", "a.nfs")
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("$none is not set\n --> a.nfs:1:20000011\n"))
            #expect(outcome.errors.utf8.count < 1000, "of the line, only what is around the mistake is shown")
        }
    }

    @Test("a heredoc without an end is one mistake, however long it goes on")
    func endlessHeredoc() async throws {
        try await withProgram { program in
            try program.write(
                "echo before\necho <<END\n" + String(repeating: "a line\n", count: 1_000_000), to: "a.nfs")
            let outcome = try await program.run("--local", "a.nfs")
            #expect(outcome.status == 2)
            #expect(outcome.output == "")
            #expect(
                outcome.errors.hasPrefix("error: no line 'END' ends this heredoc\n --> a.nfs:2:6\n"),
                "\(outcome.errors)")
        }
    }

    @Test("what never ends is given up in time", .timeLimit(.minutes(1)))
    func endless() async throws {
        try await withProgram { program in
            let outcome = try await program.run("check", "/dev/zero")
            #expect(outcome.status == 2)
            #expect(outcome.errors == "error: /dev/zero is larger than 256 MiB\n")
        }
    }

    @Test("a script that changes while it runs runs as it was read")
    func changesItself() async throws {
        try await withProgram { program in
            try program.write("!echo echo injected >> a.nfs\necho one\n!echo > a.nfs\necho two\n", to: "a.nfs")
            let outcome = try await program.run("--local", "a.nfs")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output == "one\ntwo\n")
        }
    }
}
