import TerminalTests
import Testing

@Suite("Terminals that can do little", .serialized)
struct DegradingTests {
    /// Works at a terminal as anywhere: it goes well, or the screen is not as it should be.
    private func work(
        at seat: Program.Seat, edits: Bool = true, _ check: (Sitting) throws -> Void
    ) async throws {
        try await withProgram { program in
            try await program.sit(["--local", "--no-rc", "--speed", "1000"], at: seat) { sitting in
                let found = sitting.terminal.modes
                for line in [
                    "set notify=off", "echo one two three four five six seven > words.txt", "frob the boat", "models",
                    "help submit",
                    "submit a paper boat duration=3 seed=7", "wait", "list", "info @1", "cost @all",
                ] {
                    try await sitting.enter(line, edits: edits)
                }
                try await sitting.enter("echo done", edits: edits)
                try await sitting.wait { $0.text.contains("\ndone\n") && $0.textBeforeCursor.hasSuffix("> ") }
                let text = sitting.screen.allText
                #expect(text.replacing("\n", with: "").contains("no command 'frob'"), "\(text)")
                #expect(text.contains("@1 "), "\(text)")
                #expect(try program.read("words.txt") == "one two three four five six seven\n")
                sitting.type("echo dropped > words.txt")
                try await sitting.wait { $0.textBeforeCursor.hasSuffix(".txt") }
                sitting.type("\u{3}")
                try await sitting.enter("quit", edits: edits)
                #expect(try await sitting.end() == 2, "for the command that there is not")
                #expect(sitting.terminal.modes == found)
                #expect(try program.read("words.txt") == "one two three four five six seven\n")
                try check(sitting)
            }
        }
    }

    @Test("a dumb terminal gets no escapes, and is worked at all the same", .timeLimit(.minutes(2)))
    func dumb() async throws {
        try await work(at: Program.Seat(variables: ["TERM": "dumb"]), edits: false) { sitting in
            #expect(!sitting.terminal.written.contains(0x1B))
        }
    }

    @Test(
        "a serial terminal that does not tell its size gets nothing that it does not know", .timeLimit(.minutes(2)),
        arguments: ["vt100", "vt220"])
    func serial(type: String) async throws {
        try await work(at: Program.Seat(knowsSize: false, variables: ["TERM": type])) { sitting in
            #expect(sitting.screen.unknown == [])
        }
    }

    @Test("without a Unicode character set nothing but ASCII is written of our own", .timeLimit(.minutes(2)))
    func ascii() async throws {
        try await work(at: Program.Seat(variables: ["LC_ALL": "C", "LANG": "C"])) { sitting in
            let others = Set(String(decoding: sitting.terminal.written, as: UTF8.self).filter { !$0.isASCII })
            #expect(others == [])
        }
    }

    @Test("NO_COLOR is obeyed everywhere", .timeLimit(.minutes(2)))
    func noColor() async throws {
        try await work(at: Program.Seat(variables: ["NO_COLOR": "1"])) { sitting in
            #expect(sitting.screen.renditions == [])
        }
        try await work(at: Program.Seat()) { sitting in
            #expect(sitting.screen.renditions.contains { $0.contains("3") }, "and only then")
        }
    }

    @Test("twenty columns are enough to work", .timeLimit(.minutes(2)))
    func narrow() async throws {
        try await work(at: Program.Seat(columns: 20)) { sitting in
            #expect(sitting.screen.unknown == [])
            let text = sitting.screen.allText
            #expect(text.contains("\n  duration=SECONDS\n    length of the\n"), "\(text)")
            #expect(text.contains("\n1080P $/s  $0.14\n"), "\(text)")
        }
    }
}
