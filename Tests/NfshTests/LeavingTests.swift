import Glibc
import TerminalTests
import Testing

@Suite("Leaving the line, and the shell", .serialized)
struct LeavingTests {
    @Test("Ctrl-C drops the line, and twice within a second tells how to leave; Ctrl-D does", .timeLimit(.minutes(2)))
    func interrupts() async throws {
        try await withProgram { program in
            try await program.sit { sitting in
                let found = sitting.terminal.modes
                try await sitting.prompt()
                sitting.type("echo dropped > a.txt")
                try await sitting.wait { $0.text.hasSuffix("> a.txt") }
                sitting.type("\u{3}")
                try await sitting.wait { $0.text.hasSuffix("echo dropped > a.txt^C\nnfsh local>") }
                #expect(!sitting.screen.text.contains("quit leaves"))
                try await sitting.prompt()
                // Together they are within a second, however slow the machine.
                sitting.type("\u{3}\u{3}")
                try await sitting.wait { $0.text.contains("\nCtrl-D or quit leaves nfsh\nnfsh local>") }
                try await sitting.prompt()
                sitting.type("x\u{1}\u{4}")
                try await sitting.prompt()
                sitting.type("\u{4}")
                #expect(try await sitting.end() == 0)
                #expect(sitting.terminal.modes == found)
                #expect(!sitting.screen.marksPastes)
                #expect(!(try program.files().contains("a.txt")))
            }
        }
    }

    @Test("what ends the shell ends the editor that has the terminal, and the text is kept", .timeLimit(.minutes(2)))
    func endedWhileEditing() async throws {
        try await withProgram { program in
            try program.write("echo '# typed' >> \"$1\"\necho in the editor\nexec sleep 600\n", to: "ed.sh")
            let seat = Program.Seat(variables: ["EDITOR": "sh \(program.home)/ed.sh"])
            try await program.sit(at: seat) { sitting in
                try await sitting.prompt()
                sitting.type("edit\r")
                try await sitting.wait { $0.text.contains("in the editor") }
                sitting.send(SIGTERM)
                #expect(try await sitting.end() == 7)
                let text = sitting.screen.allText
                #expect(text.contains("edit offers it again"), "\(text)")
                let name = try #require(
                    try program.files().first { $0.contains("nfsh/drafts/") && $0.hasSuffix(".nfs") })
                #expect(try program.read(name).hasSuffix("# typed\n"))
            }
        }
    }

    @Test("Ctrl-Z gives the terminal back to the shell above, and fg brings the line again", .timeLimit(.minutes(2)))
    func stopped() async throws {
        try await withProgram { program in
            let seat = Program.Seat(variables: ["PS1": "sh> "], instead: "/bin/sh")
            try await program.sit(["-i"], at: seat) { sitting in
                try await sitting.wait { $0.textBeforeCursor == "sh> " }
                let found = sitting.terminal.modes
                sitting.type("\(program.path) --local --no-rc\r")
                try await sitting.prompt()
                sitting.type("echo unfinished")
                try await sitting.wait { $0.text.hasSuffix("nfsh local> echo unfinished") }
                sitting.type("\u{1A}")
                try await sitting.wait { $0.textBeforeCursor == "sh> " && !$0.marksPastes }
                #expect(sitting.terminal.modes == found)
                sitting.type("echo from the shell\r")
                try await sitting.wait { $0.text.contains("\nfrom the shell\n") && $0.textBeforeCursor == "sh> " }
                sitting.type("fg\r")
                try await sitting.wait { $0.textBeforeCursor == "nfsh local> echo unfinished" && $0.marksPastes }
                sitting.type(" work > a.txt\r")
                try await sitting.enter("quit")
                try await sitting.wait { $0.textBeforeCursor == "sh> " }
                #expect(sitting.terminal.modes == found)
                sitting.type("exit\r")
                #expect(try await sitting.end() == 0)
                #expect(try program.read("a.txt") == "unfinished work\n")
            }
        }
    }

    @Test(
        "what ends the shell from outside leaves the terminal as it was", .timeLimit(.minutes(2)),
        arguments: [SIGTERM, SIGHUP])
    func ended(signal: Int32) async throws {
        try await withProgram { program in
            try await program.sit { sitting in
                let found = sitting.terminal.modes
                try await sitting.prompt()
                sitting.type("echo " + String(repeating: "unfinished ", count: 20))
                try await sitting.wait { $0.text.hasSuffix("unfinished") }
                #expect(sitting.terminal.modes != found)
                sitting.send(signal)
                #expect(try await sitting.end() == 7)
                #expect(sitting.terminal.modes == found)
                #expect(!sitting.screen.marksPastes)
                #expect(sitting.screen.column == 0, "what comes next begins a row")
            }
        }
    }

    @Test("SIGINT from elsewhere is Ctrl-C", .timeLimit(.minutes(2)))
    func interruptedFromOutside() async throws {
        try await withProgram { program in
            try await program.sit { sitting in
                try await sitting.prompt()
                sitting.type("echo dropped")
                try await sitting.wait { $0.text.hasSuffix("echo dropped") }
                sitting.send(SIGINT)
                try await sitting.wait { $0.text.hasSuffix("echo dropped^C\nnfsh local>") }
                try await sitting.enter("quit")
                #expect(try await sitting.end() == 0)
            }
        }
    }

    @Test("a terminal that goes away ends the shell", .timeLimit(.minutes(2)))
    func hungUp() async throws {
        try await withProgram { program in
            try await program.sit { sitting in
                try await sitting.prompt()
                sitting.type("echo unfinished")
                try await sitting.wait { $0.text.hasSuffix("unfinished") }
                sitting.terminal.hangUp()
                // The signal and the end of the input come at the same time.
                let status = try await sitting.end()
                #expect([0, 7].contains(status), "\(status)")
            }
        }
    }

    @Test("a command of the system gets the terminal as it was found, and gives it back", .timeLimit(.minutes(2)))
    func child() async throws {
        try await withProgram { program in
            let seat = Program.Seat(instead: "/bin/sh")
            _ = try await program.sit(["-c", "stty -g > found.txt"], at: seat) { try await $0.end() }
            try program.write("#!/bin/sh\nstty -g > editor.txt\necho 'echo edited > a.txt' > \"$1\"\n", to: "editor")
            let own = Program.Seat(variables: ["EDITOR": "sh \(program.home)/editor", "VISUAL": ""])
            try await program.sit(at: own) { sitting in
                try await sitting.prompt()
                let editing = sitting.terminal.modes
                sitting.type("!stty -g > child.txt\r")
                try await sitting.prompt()
                try await sitting.terminal.waitForAny { sitting.terminal.modes == editing }
                sitting.type("not this\u{18}\u{5}")
                try await sitting.wait { $0.textBeforeCursor == "nfsh local> echo edited > a.txt" }
                #expect(sitting.terminal.modes == editing)
                sitting.type("\r")
                try await sitting.prompt()
                // A child that waits for a key is the terminal's own; Ctrl-C ends it, and not the shell.
                sitting.type("!echo ready; read line; echo got $line\r")
                try await sitting.wait { $0.text.hasSuffix("\nready") }
                sitting.type("typed\r")
                try await sitting.wait { $0.text.contains("\ngot typed\n") }
                try await sitting.prompt()
                sitting.type("!echo again; exec sleep 1000\r")
                try await sitting.wait { $0.text.contains("\nagain") }
                sitting.type("\u{3}")
                try await sitting.wait { $0.text.contains("\n^C\nnfsh local>") }
                #expect(!sitting.screen.allText.contains("error:"))
                sitting.type("quit\r")
                #expect(try await sitting.end() == 0)
            }
            let found = try program.read("found.txt")
            #expect(try program.read("child.txt") == found)
            #expect(try program.read("editor.txt") == found)
            #expect(try program.read("a.txt") == "edited\n")
        }
    }
}
