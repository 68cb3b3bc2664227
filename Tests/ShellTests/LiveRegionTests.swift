import Testing

@testable import Shell

@Suite("Lines that are drawn again in place")
struct LiveRegionTests {
    private func region(_ variables: [String: String] = ["TERM": "xterm-256color"]) -> LiveRegion {
        LiveRegion(TerminalKnowledge(variables))
    }

    @Test("a frame writes the rows that changed, and no other")
    func changedRows() {
        var region = region()
        #expect(region.draw(["a", "b", "c"], columns: 80, rows: 24) == "\ra\u{1B}[K\n\rb\u{1B}[K\n\rc\u{1B}[K\n")
        #expect(region.draw(["a", "B", "c"], columns: 80, rows: 24) == "\u{1B}[3A\u{1B}[1B\r\rB\u{1B}[K\n\u{1B}[1B\r")
        #expect(region.draw(["a", "B", "c"], columns: 80, rows: 24) == "", "nothing changed")
    }

    @Test("more lines grow below, fewer leave nothing behind, none takes all away")
    func growth() {
        var region = region()
        _ = region.draw(["a"], columns: 80, rows: 24)
        #expect(region.draw(["a", "b"], columns: 80, rows: 24) == "\u{1B}[1A\u{1B}[1B\r\rb\u{1B}[K\n")
        #expect(region.draw(["a"], columns: 80, rows: 24) == "\u{1B}[2A\u{1B}[1B\r\u{1B}[J")
        #expect(region.erase(columns: 80) == "\u{1B}[1A\r\u{1B}[J")
        #expect(region.erase(columns: 80) == "")
    }

    @Test("of more lines than there are rows the last stay, and the cursor has a row of its own")
    func tall() {
        var region = region()
        #expect(region.draw(["a", "b", "c"], columns: 80, rows: 3) == "\rb\u{1B}[K\n\rc\u{1B}[K\n")
        #expect(region.lines == ["b", "c"])
    }

    @Test("what is printed stands above, in one frame with the lines")
    func printing() {
        var region = region()
        #expect(region.print("news\n", columns: 80, rows: 24) == "news\n")
        _ = region.draw(["a"], columns: 80, rows: 24)
        #expect(region.print("news\n", columns: 80, rows: 24) == "\u{1B}[1A\r\u{1B}[Jnews\n\ra\u{1B}[K\n")
        #expect(region.lines == ["a"])
    }

    @Test("on a narrower terminal the rows into which lines broke are taken away too, where they break")
    func narrower() {
        let wide = String(repeating: "x", count: 50)
        var region = region()
        _ = region.draw([wide, "b"], columns: 80, rows: 24)
        #expect(region.draw(["x", "b"], columns: 20, rows: 24).hasPrefix("\u{1B}[4A\r\u{1B}[J"))
        var rigid = self.region(["TERM": "xterm", "XTERM_VERSION": "XTerm(390)"])
        _ = rigid.draw([wide, "b"], columns: 80, rows: 24)
        #expect(rigid.draw(["x", "b"], columns: 20, rows: 24).hasPrefix("\u{1B}[2A\r\u{1B}[J"))
        // Renditions take no columns.
        var coloured = self.region()
        _ = coloured.draw(["\u{1B}[31m\(String(repeating: "x", count: 18))\u{1B}[0m"], columns: 80, rows: 24)
        #expect(coloured.draw(["x"], columns: 20, rows: 24).hasPrefix("\u{1B}[1A\r"))
    }

    @Test("a frame is marked as one where the terminal knows it")
    func synchronized() {
        var region = region(["TERM": "foot"])
        #expect(region.draw(["a"], columns: 80, rows: 24) == "\u{1B}[?2026h\ra\u{1B}[K\n\u{1B}[?2026l")
        #expect(region.draw(["a"], columns: 80, rows: 24) == "")
    }

    @Test("what is forgotten stays, and the next lines stand below it")
    func forgetting() {
        var region = region()
        _ = region.draw(["a"], columns: 80, rows: 24)
        region.forget()
        #expect(region.draw(["a"], columns: 80, rows: 24) == "\ra\u{1B}[K\n")
    }
}
