import TerminalTests
import Testing

@Suite("Typing at the prompt, as a person sees it", .serialized)
struct TypingTests {
    @Test("a paste waits for Enter, however many lines it has", .timeLimit(.minutes(2)))
    func paste() async throws {
        try await withProgram { program in
            try await program.sit { sitting in
                try await sitting.prompt()
                sitting.terminal.paste("echo one > a.txt\recho two > b.txt\r")
                try await sitting.wait { $0.text.hasSuffix("nfsh local> echo one > a.txt\n   ...> echo two > b.txt") }
                sitting.type("\u{3}")
                try await sitting.prompt()
                sitting.terminal.paste("echo three > c.txt\n")
                try await sitting.wait { $0.textBeforeCursor == "nfsh local> echo three > c.txt" }
                sitting.type("\r")
                try await sitting.enter("quit")
                #expect(try await sitting.end() == 0)
                #expect(try program.files().filter { $0.hasSuffix(".txt") } == ["c.txt"])
            }
        }
    }

    @Test(
        "a heredoc is one text with a mark before its further lines, and Alt-Enter starts one", .timeLimit(.minutes(2)))
    func severalLines() async throws {
        try await withProgram { program in
            try await program.sit { sitting in
                try await sitting.prompt()
                sitting.type("echo <<END > a.txt\rfrist\rsecond\r")
                try await sitting.wait {
                    $0.text.hasSuffix("> echo <<END > a.txt\n   ...> frist\n   ...> second\n   ...>")
                }
                // Up to the wrong word, and down again.
                sitting.type("\u{1B}[A\u{1B}[A\u{5}\u{1B}b\u{1B}dfirst\u{1B}[B\u{1B}[B")
                try await sitting.wait { $0.text.hasSuffix("\n   ...> first\n   ...> second\n   ...>") }
                sitting.type("END\r")
                try await sitting.prompt()
                sitting.type("echo one > b.txt\u{1B}\recho two >> b.txt")
                try await sitting.wait { $0.text.hasSuffix("> echo one > b.txt\n   ...> echo two >> b.txt") }
                sitting.type("\r")
                try await sitting.prompt()
                sitting.type("\u{1B}[A")
                try await sitting.wait {
                    $0.area(from: "nfsh local> ")?.text.hasSuffix("...> echo two >> b.txt") == true
                }
                sitting.type("\u{3}")
                try await sitting.enter("quit")
                #expect(try await sitting.end() == 0)
                #expect(try program.read("a.txt") == "first\nsecond\n")
                #expect(try program.read("b.txt") == "one\ntwo\n")
            }
        }
    }

    @Test("undo takes back, redo brings again, and the user's editor does the rest", .timeLimit(.minutes(2)))
    func undoAndEditor() async throws {
        try await withProgram { program in
            try program.write("#!/bin/sh\nsed -i 's/boat/ship/; s/$/ at sea/' \"$1\"\n", to: "editor")
            let seat = Program.Seat(variables: ["EDITOR": "sh \(program.home)/editor"])
            try await program.sit(at: seat) { sitting in
                try await sitting.prompt()
                sitting.type("echo a boat")
                try await sitting.wait { $0.textBeforeCursor == "nfsh local> echo a boat" }
                sitting.type("\u{1F}")
                try await sitting.wait { $0.textBeforeCursor == "nfsh local> echo a" }
                sitting.type("\u{1F}\u{1F}")
                try await sitting.wait { $0.textBeforeCursor == "nfsh local> " }
                sitting.type("\u{1B}_\u{1B}_\u{1B}_")
                try await sitting.wait { $0.textBeforeCursor == "nfsh local> echo a boat" }
                sitting.type("\u{18}\u{5}")
                try await sitting.wait { $0.textBeforeCursor == "nfsh local> echo a ship at sea" }
                sitting.type(" > a.txt\r")
                try await sitting.enter("quit")
                #expect(try await sitting.end() == 0)
                #expect(try program.read("a.txt") == "a ship at sea\n")
            }
        }
    }

    @Test(
        "a prompt of ten thousand characters is pasted, mended at both ends, and run whole", .timeLimit(.minutes(2)),
        arguments: [(80, 24), (200, 50)])
    func long(columns: Int, height: Int) async throws {
        let text = String((0..<2_000).map { "\($0) wide 映 ".suffix(9) }.joined().prefix(10_000).dropLast()) + "."
        try await withProgram { program in
            try await program.sit(at: Program.Seat(columns: columns, height: height)) { sitting in
                try await sitting.prompt()
                sitting.terminal.paste("echo \"\(text)\" > a.txt")
                try await sitting.wait { $0.text.hasSuffix("\" > a.txt") && $0.textBeforeCursor.hasSuffix("a.txt") }
                // What does not fit stays out of sight, and the start comes back with the cursor.
                sitting.type("\u{1}")
                try await sitting.wait {
                    $0.text.contains("nfsh local> echo \"") && $0.textBeforeCursor == "nfsh local> "
                }
                sitting.type("\u{1B}fX\u{5}")
                try await sitting.wait { $0.text.hasSuffix("\" > a.txt") }
                sitting.type("\u{7F}\u{7F}\u{7F}dat\r")
                try await sitting.prompt()
                sitting.type("\u{1B}[A")
                try await sitting.wait { $0.textBeforeCursor.hasSuffix("a.dat") }
                sitting.type("\u{1}\u{4}\u{4}\u{4}\u{4}\u{4}echo\r")
                try await sitting.enter("quit")
                _ = try await sitting.end()
                #expect(try program.read("a.dat") == text + "\n")
            }
        }
    }
}
