import Testing

@testable import Shell

@Suite("What a terminal understands, by its marks in the environment")
struct TerminalKnowledgeTests {
    /// `p`rogress, `t`itle, `s`ynchronized, and the notification: `9` or `7`77.
    private static let table: [(variables: [String: String], knows: String)] = [
        ([:], ""),
        (["TERM": "dumb"], ""),
        (["TERM": "dumb", "TERM_PROGRAM": "ghostty"], ""),
        (["TERM": "linux"], ""),
        (["TERM": "vt100"], ""),
        (["TERM": "xterm-256color"], "t"),
        (["TERM": "xterm-ghostty", "TERM_PROGRAM": "ghostty"], "pts7"),
        (["TERM": "xterm-ghostty"], "pts7"),
        (["TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"], "pts7"),
        (["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"], "ts9"),
        (
            ["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app", "TERM_FEATURES": "T3LrMSc7UUw9Ts3BFGsSyHNoSxF"],
            "ts9"
        ),
        (["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app", "TERM_FEATURES": "T3LrMSc7UPw9P"], "pts9"),
        (["TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"], "ts9"),
        (["TERM": "foot"], "ts7"),
        (["TERM": "alacritty"], "ts"),
        (["TERM": "xterm-256color", "WT_SESSION": "0c9"], "pt"),
        (["TERM": "xterm-256color", "ConEmuANSI": "ON"], "pt"),
        (["TERM": "xterm-256color", "ConEmuANSI": "OFF"], "t"),
        (["TERM": "xterm-256color", "VTE_VERSION": "7600"], "t"),
        (["TERM": "xterm-256color", "VTE_VERSION": "8000"], "pt"),
        // Marks that were inherited from the terminal that started this one.
        (["TERM": "xterm-256color", "VTE_VERSION": "8000", "XTERM_VERSION": "XTerm(390)"], "t"),
        (["TERM": "xterm-256color", "WT_SESSION": "0c9", "TERM_PROGRAM": "vscode"], "t"),
        // Inside a multiplexer, whatever is around it.
        (["TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "TMUX": "/tmp/t,1,0"], ""),
        (["TERM": "xterm-256color", "TERM_PROGRAM": "ghostty", "TMUX": "/tmp/t,1,0"], ""),
        (["TERM": "screen-256color", "KITTY_WINDOW_ID": "1"], ""),
        (["TERM": "xterm-256color", "STY": "1.pts", "TERM_PROGRAM": "WezTerm"], ""),
        (["TERM": "xterm-256color", "INSIDE_EMACS": "29.1,vterm"], ""),
    ]

    @Test("is what the table says", arguments: table)
    func known(_ variables: [String: String], _ knows: String) {
        let terminal = TerminalKnowledge(variables)
        let notification: String =
            switch terminal.notification {
            case .text: "9"
            case .titleAndText: "7"
            case nil: ""
            }
        #expect(
            (terminal.showsProgress ? "p" : "") + (terminal.hasTitle ? "t" : "") + (terminal.synchronizes ? "s" : "")
                + notification == knows)
    }

    @Test(
        "the locale says whether text is UTF-8, the first variable that is set",
        arguments: [
            ([:], false), (["LANG": "C"], false), (["LANG": "C.UTF-8"], true), (["LANG": "en_GB.utf8"], true),
            (["LANG": "de_DE.ISO-8859-1"], false), (["LC_ALL": "C", "LANG": "C.UTF-8"], false),
            (["LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"], true),
        ])
    func locale(_ variables: [String: String], _ isUnicode: Bool) {
        #expect(TerminalKnowledge(variables).isUnicode == isUnicode)
    }

    @Test("a terminal is told in its own words, and one that does not know them nothing")
    func sequences() {
        let ghostty = TerminalKnowledge(["TERM": "xterm-ghostty"])
        let kitty = TerminalKnowledge(["TERM": "xterm-kitty"])
        let plain = TerminalKnowledge(["TERM": "vt100"])
        func told(_ terminal: TerminalKnowledge, _ news: TerminalNews, _ notice: TerminalKnowledge.Notice = .desktop)
            -> String
        {
            terminal.sequence(news, notice: notice, isNamed: false)
        }
        #expect(told(ghostty, .progress(.percent(42))) == "\u{1B}]9;4;1;42\u{1B}\\")
        #expect(told(ghostty, .progress(.indeterminate)) == "\u{1B}]9;4;3;\u{1B}\\")
        #expect(told(ghostty, .progress(.none)) == "\u{1B}]9;4;0;\u{1B}\\")
        #expect(told(kitty, .progress(.percent(42))) == "", "it would be shown as a notification")
        #expect(told(ghostty, .title("nfsh: 3 running")) == "\u{1B}[22;2t\u{1B}]2;nfsh: 3 running\u{1B}\\")
        #expect(
            ghostty.sequence(.title("nfsh: 2 running"), notice: .desktop, isNamed: true)
                == "\u{1B}]2;nfsh: 2 running\u{1B}\\")
        #expect(ghostty.sequence(.title(nil), notice: .bell, isNamed: true) == "\u{1B}]2;\u{1B}\\\u{1B}[23;2t")
        #expect(told(ghostty, .title(nil)) == "")
        let end = TerminalNews.notification(title: "nfsh", text: "@1 succeeded\u{1B}\\\u{7}; a boat")
        #expect(told(ghostty, end) == "\u{1B}]777;notify;nfsh;@1 succeeded\\; a boat\u{1B}\\")
        #expect(told(kitty, end) == "\u{1B}]9;nfsh: @1 succeeded\\; a boat\u{1B}\\")
        #expect(told(kitty, end, .bell) == "\u{7}")
        #expect(told(plain, end, .bell) == "\u{7}")
        for news in [end, .title("nfsh"), .progress(.percent(1))] {
            #expect(told(plain, news) == "")
            #expect(told(ghostty, news, .off) == "")
            #expect(told(TerminalKnowledge(["TERM": "dumb"]), news, .bell) == "")
        }
    }
}
