import NexusFlowAPI
import ShellLanguage
import Testing

@testable import Shell

@Suite("Costs as bars")
struct CostPictureTests {
    private func group(_ name: String, _ estimate: String, _ billed: String) throws -> CostPicture.Group {
        CostPicture.Group(
            name: name, estimate: PriceRange(try #require(Money(estimate))),
            billed: PriceRange(try #require(Money(billed))), committed: .zero, unknown: .zero)
    }

    @Test("the longest bar fills the width, the others are in proportion, to an eighth of a cell")
    func proportion() throws {
        let groups = [try group("a", "8", "8"), try group("bc", "4", "1"), try group("", "0", "0")]
        let lines = CostPicture(groups: groups, isUnicode: true).text(width: 46, palette: .plain)
            .split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        for line in lines { #expect(displayWidth(of: line) <= 46) }
        #expect(lines[0].hasSuffix("█  $8.00 of $8.00"), "\(lines)")
        let room = lines[0].count { $0 == "█" }
        #expect(lines[1].count { $0 == "█" } == room / 8)
        #expect(lines[1].count { "█▏▎▍▌▋▊▉░".contains($0) } == (room + 1) / 2, "\(lines)")
        #expect(lines[2].hasPrefix("(none)") && lines[2].hasSuffix("$0.00 of $0.00"))
    }

    @Test("without UTF-8 the bars are ASCII, and however narrow the terminal is there is one")
    func ascii() throws {
        let groups = [try group("a", "8", "4")]
        let text = CostPicture(groups: groups, isUnicode: false).text(width: 40, palette: .plain)
        #expect(text.contains("#.") && text.utf8.count == text.count)
        #expect(CostPicture(groups: groups, isUnicode: false).text(width: 3, palette: .plain).contains("$4.00"))
    }

    @Test("cost by a group shows bars and what all comes to; programs get the numbers")
    func command() async throws {
        for (locale, sign) in [("en_US.UTF-8", "█"), ("C", "#")] {
            try await withShell(
                console: RecordingConsole(variables: ["TERM": "xterm", "LC_ALL": "", "LANG": locale]),
                options: options { $0.isInteractive = true }
            ) { shell in
                shell.willSucceed("t-1")
                shell.service.takes("t-2")
                shell.service.says("t-2", "failed", error: "Busy: no machine")
                await shell.run("set autodownload=off\nsubmit a tag=x\nsubmit b tag=\"\u{202E}y\"\nwait")
                shell.console.forget()
                await shell.run("budget 2\ncost by=tag")
                #expect(shell.results.contains("\(sign)  $0.45 of $0.45\n"), "\(shell.results)")
                let words = shell.results.replacing("\n", with: " ")
                #expect(words.contains("$0.00 wasted on 1 failure: only what succeeds is billed"))
                #expect(words.contains("$1.55 of the budget left"))
                #expect(!shell.results.contains("\u{202E}"))
                shell.console.forget()
                await shell.run("set output=json\ncost by=day")
                #expect(shell.rows.first?["billed"] == .number("0.45"))
                #expect(shell.rows.first?["wasted"] == .number("0.00"))
            }
        }
    }
}
