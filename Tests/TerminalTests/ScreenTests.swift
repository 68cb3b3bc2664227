import Testing

@Suite("The screen of the tests")
struct ScreenTests {
    @Test("text, cursor and what scrolls away are as on a terminal, whatever pieces they come in")
    func text() {
        let screen = Screen(columns: 10, height: 3)
        for byte in "one\r\n日本語の映画\r\n\u{1B}[31mred\u{1B}[0m\u{1B}[1A\r\u{1B}[2CX".utf8 { screen.feed([byte]) }
        #expect(screen.history == ["one"])
        #expect(screen.text == "日本語の映\n画X\nred" && screen.row == 1 && screen.column == 3)
        #expect(screen.unknown == [])
        #expect(screen.cells(inRow: 2)[0].color == 1)
        #expect(screen.cells(inRow: 2)[3].color == nil)
    }

    @Test("what is faint or grey is told apart")
    func faint() {
        let screen = Screen(columns: 20, height: 2)
        screen.feed("sub\u{1B}[0;2mmit\u{1B}[22m a\u{1B}[90m b\u{1B}[0m c\u{1B}[1;2md".utf8)
        #expect(screen.text == "submit a b cd")
        #expect(screen.textWithoutHints == "sub    a   c")
        #expect(screen.renditions == ["0;2", "22", "90", "0", "1;2"])
    }

    @Test("long lines are broken anew at another width, with their colours and the cursor")
    func reflow() {
        let screen = Screen(columns: 6, height: 4)
        screen.feed("$ \u{1B}[36mabcdefghij\u{1B}[0m\r\nlast\u{1B}[1A\r\u{1B}[2C".utf8)
        #expect(screen.text == "$ abcd\nefghij\nlast" && screen.row == 1 && screen.column == 2)
        screen.resize(columns: 5, height: 4)
        #expect(screen.text == "$ abc\ndefgh\nij\nlast" && screen.row == 1 && screen.column == 3)
        #expect(screen.cells(inRow: 2)[1].color == 6 && screen.cells(inRow: 3)[0].color == nil)
        screen.resize(columns: 20, height: 4)
        #expect(screen.text == "$ abcdefghij\nlast" && screen.row == 0 && screen.column == 8)
        screen.resize(columns: 3, height: 2)
        #expect(screen.allText == "$ a\nbcd\nefg\nhij\nlas\nt")
    }

    @Test("a terminal that does not break lines anew cuts them")
    func cut() {
        let screen = Screen(columns: 6, height: 4)
        screen.reflows = false
        screen.feed("abcdefgh".utf8)
        screen.resize(columns: 4, height: 4)
        #expect(screen.text == "abcd\ngh")
    }

    @Test("what a VT100 does not know is recorded")
    func unknown() {
        let screen = Screen(columns: 20, height: 2)
        screen.feed("\u{1B}[?2004ha\u{1B}]0;title\u{7}b\u{1B}[?25lc\u{1B}[2Kd\u{1B}(Be\u{7}".utf8)
        #expect(screen.unknown.count == 3)
        #expect(screen.text.hasSuffix("de"))
        #expect(screen.marksPastes && screen.bells == 1)
    }
}
