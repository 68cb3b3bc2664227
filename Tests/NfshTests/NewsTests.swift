import NexusFlowAPI
import TerminalTests
import Testing

@Suite("News at the prompt, as a person sees them", .serialized)
struct NewsTests {
    private static func withBoard<Value>(
        age: Double = 0, seat: Program.Seat = Program.Seat(),
        _ body: (Sitting, HeldService, TaskBoard) async throws -> Value
    ) async throws -> Value {
        let board = TaskBoard(age: age)
        return try await withProgram { program in
            try await withHeldService {
                board.answer($0)
            } _: { service in
                try program.makeFolder(".config/nfsh")
                try program.write("set poll=50ms autodownload=off\n", to: ".config/nfsh/rc.nfs")
                var seat = seat
                seat.variables["NEXUSFLOW_API_KEY"] = "sk-air-test"
                return try await program.sit(
                    ["--base-url", service.address, "--ledger", "ledger.sqlite"], at: seat
                ) { sitting in
                    try await body(sitting, service, board)
                }
            }
        }
    }

    @Test(
        "a task that succeeds, and its file, are told above a line that is being typed", .timeLimit(.minutes(2)),
        arguments: [(80, 24), (200, 50)])
    func downloaded(columns: Int, height: Int) async throws {
        try await withProgram { program in
            let seat = Program.Seat(columns: columns, height: height)
            try await program.sit(["--local", "--no-rc", "--speed", "100"], at: seat) { sitting in
                try await sitting.enter("submit a paper boat duration=3 seed=7")
                try await sitting.wait {
                    $0.textBeforeCursor.hasPrefix("nfsh local") && $0.textBeforeCursor.hasSuffix("> ") && $0.marksPastes
                }
                let words = "日本語の映画 👩‍👩‍👧 e\u{301} " + String(repeating: "boats ", count: 40)
                sitting.type("echo \(words)end > out.txt\u{1}\u{1B}f")
                try await sitting.wait { screen in
                    guard let area = screen.area(from: "nfsh local> echo"), area.row == 0 else { return false }
                    return screen.text.contains("@1 succeeded")
                        && screen.text.replacing("\n", with: "").contains("/1-wan2.6-t2v-a-paper-boat.mp4")
                        && screen.textBeforeCursor == "nfsh local> echo" && area.text.hasSuffix("end > out.txt")
                        && !area.text.contains("@1")
                }
                sitting.type(" X\r")
                try await sitting.enter("quit")
                #expect(try await sitting.end() == 0)
                #expect(try program.read("out.txt") == "X \(words)end\n")
                #expect(try program.files().contains { $0.hasPrefix("1-wan2.6-t2v-") && $0.hasSuffix(".mp4") })
            }
        }
    }

    /// The rows from a mark on, without the number of running tasks at their right edge.
    private static func typed(_ screen: Screen, from mark: String) -> ScreenArea? {
        guard var area = screen.area(from: mark) else { return nil }
        area.text = area.text.replacing(/\ +\d running(?=\n|$)/, with: "")
        return area
    }

    @Test(
        "a task that fails is told at once, whatever the person is at, and all of it is as before",
        .timeLimit(.minutes(2)), arguments: [(80, 24), (200, 50)])
    func failed(columns: Int, height: Int) async throws {
        let wide = String(repeating: "日本語", count: 40)
        let states = [
            (keys: "echo \(wide) end\u{1B}b\u{1B}b", shows: "語 end", clears: "\u{3}"),
            (keys: "s\t\t", shows: "", clears: "\u{3}"),
            (keys: "\u{12}boat", shows: "submit boat 4 duration=3", clears: "\u{7}"),
            (keys: "echo <<A\rone\rtwo", shows: "...> two", clears: "\u{3}"),
        ]
        try await Self.withBoard(seat: Program.Seat(columns: columns, height: height)) { sitting, service, board in
            // One more than are to end: the prompt keeps its width.
            for number in 0...states.count {
                try await sitting.wait { $0.textBeforeCursor.hasSuffix("> ") && $0.marksPastes }
                if number > 0 { try await sitting.wait { $0.text.contains("\(number) running") } }
                sitting.type("submit boat \(number) duration=3\r")
            }
            for (index, state) in states.enumerated() {
                let running = { (number: Int) in "\(number) running" }
                let left = states.count + 1 - index
                try await sitting.wait {
                    $0.textBeforeCursor.hasSuffix("> ") && $0.text.hasSuffix(running(left)) && $0.marksPastes
                }
                sitting.type(state.keys)
                let mark = state.keys.first == "\u{12}" ? "(history)" : "nfsh "
                var before: ScreenArea?
                try await sitting.wait { screen in
                    before = Self.typed(screen, from: mark)
                    guard let before else { return false }
                    return state.shows.isEmpty
                        ? before.text.contains("\n") && before.text.contains("sweep")
                        : before.text.hasSuffix(state.shows)
                }
                board.end(index + 1, with: ["status": "failed", "error": "InvalidParameter: no such \u{1B}[2J boat"])
                try await sitting.wait { screen in
                    guard let area = Self.typed(screen, from: mark) else { return false }
                    return screen.allText.contains("@\(index + 1) failed: InvalidParameter: no such")
                        && area.text == before?.text
                }
                sitting.type(state.clears)
            }
            try await sitting.wait {
                $0.textBeforeCursor.hasSuffix("> ") && $0.text.hasSuffix("1 running") && $0.marksPastes
            }
            sitting.type("quit\r")
            #expect(try await sitting.end() == 0)
        }
    }

    @Test("a task whose result is about to be lost is told above the line", .timeLimit(.minutes(2)))
    func expiring() async throws {
        try await Self.withBoard(age: 86400 - 1800) { sitting, service, board in
            try await sitting.enter("submit a boat duration=3", at: service.prompt)
            try await sitting.wait { $0.textBeforeCursor.hasSuffix("> ") && $0.marksPastes }
            sitting.type("echo unfinished")
            try await sitting.wait {
                $0.text.contains("@1 can be fetched for 29 min more: it still runs  a boat\n")
                    && $0.textBeforeCursor.hasSuffix("> echo unfinished") && $0.text.hasSuffix("1 running")
            }
            sitting.type("\u{3}")
            try await sitting.enter("quit", at: service.prompt)
            #expect(try await sitting.end() == 0)
        }
    }

    @Test("a change of the window's size breaks what is typed anew, and nothing stays behind", .timeLimit(.minutes(2)))
    func resized() async throws {
        try await withProgram { program in
            try await program.sit { sitting in
                try await sitting.prompt()
                let text = "echo " + (1...40).map { "word\($0)" }.joined(separator: "-")
                sitting.type(text)
                let area = { (screen: Screen) in screen.area(from: "nfsh local> ")?.text }
                for (columns, height) in [(80, 24), (51, 20), (33, 40), (200, 50), (20, 24), (80, 24)] {
                    sitting.terminal.resize(columns: columns, height: height)
                    try await sitting.wait { screen in
                        area(screen)?.replacing("\n", with: "") == "nfsh local> " + text
                            && area(screen)?.split(separator: "\n").first?.count == min(columns, 12 + text.count)
                    }
                    #expect(sitting.screen.allText.ranges(of: "nfsh local> ").count == 1, "\(sitting.screen.allText)")
                }
                sitting.type(" > out.txt\r")
                try await sitting.enter("quit")
                #expect(try await sitting.end() == 0)
                #expect(try program.read("out.txt") == text.dropFirst(5) + "\n")
            }
        }
    }
}
