import Foundation
import Testing

@testable import Media

@Suite("A picture on a terminal")
struct TerminalGraphicsTests {
    private func frame(_ width: Int, _ height: Int, _ colors: Int...) throws -> RGBFrame {
        let bytes = colors.flatMap { [UInt8($0 >> 16), UInt8($0 >> 8 & 0xFF), UInt8($0 & 0xFF)] }
        return try #require(RGBFrame(width: width, height: height, bytes: bytes))
    }

    @Test("in half blocks says a colour only where it changes, and leaves none behind")
    func halfBlocks() throws {
        let frame = try frame(3, 3, 0xFF0000, 0xFF0000, 0x010203, 0x00FF00, 0x00FF00, 0x00FF00, 0, 0, 0)
        #expect(
            HalfBlocks.text(of: frame, depth: .full) == """
                \u{1B}[38;2;255;0;0m\u{1B}[48;2;0;255;0m▀▀\u{1B}[38;2;1;2;3m▀\u{1B}[0m
                \u{1B}[38;2;0;0;0m▀▀▀\u{1B}[0m

                """)
        #expect(
            HalfBlocks.text(of: try self.frame(1, 2, 0xFF0000, 0x808080), depth: .palette)
                == "\u{1B}[38;5;196m\u{1B}[48;5;244m▀\u{1B}[0m\n")
    }

    @Test(
        "in 256 colours takes the nearest of xterm's",
        arguments: [
            (0x000000, 16), (0xFFFFFF, 231), (0x5F87AF, 67), (0x080808, 232), (0xEEEEEE, 255), (0x00FF00, 46),
            (0x76767A, 243),
        ])
    func palette(color: Int, index: Int) {
        #expect(HalfBlocks.paletteIndex(color) == index)
    }

    @Test("in sixels has its size, the colours it uses in percent, and a band for every six rows")
    func sixel() throws {
        let red = try #require(RGBFrame(width: 5, height: 7, bytes: (0..<35).flatMap { _ in [255, 0, 0] as [UInt8] }))
        #expect(Sixel.sequence(of: red) == "\u{1B}P0;1;0q\"1;1;5;7#210;2;100;0;0#210!5~-#210!5@\u{1B}\\")
        let two = try frame(2, 2, 0xFF0000, 0x0000FF, 0xFF0000, 0x0000FF)
        #expect(
            Sixel.sequence(of: two)
                == "\u{1B}P0;1;0q\"1;1;2;2#5;2;0;0;100#210;2;100;0;0#5?B$#210B\u{1B}\\")
        #expect(Sixel.runs([0, 0, 1, 1, 1, 1, 1, 63, 0, 0]) == "??!5@~")
    }

    @Test("in kitty's protocol is base 64 in pieces of at most 4096, the last one marked, and asks for no answer")
    func kitty() throws {
        let area = CellArea(columns: 10, rows: 4)
        let small = KittyGraphics.sequence(of: try frame(1, 1, 0x102030), area: area)
        let png = Data(PNG.file(of: try frame(1, 1, 0x102030))).base64EncodedString()
        #expect(small == "\u{1B}_Ga=T,f=100,q=2,c=10,r=4,m=0;\(png)\u{1B}\\")
        let large = try #require(
            RGBFrame(width: 64, height: 64, bytes: (0..<64 * 64 * 3).map { UInt8(truncatingIfNeeded: $0) }))
        let pieces = KittyGraphics.sequence(of: large, area: area).components(separatedBy: "\u{1B}\\").dropLast()
        #expect(pieces.count == 5)
        #expect(pieces.map { $0.contains("m=1;") } == [true, true, true, true, false])
        let data = pieces.compactMap { $0.split(separator: ";").last.map(String.init) }
        #expect(data.allSatisfy { $0.count <= 4096 })
        #expect(Data(base64Encoded: data.joined()).map { Array($0) } == PNG.file(of: large))
    }

    @Test("in iTerm2's protocol is one inline file with its size, as large as was asked for")
    func inline() throws {
        let frame = try frame(1, 1, 0xFFFFFF)
        let file = PNG.file(of: frame)
        #expect(
            InlineImage.sequence(of: frame, area: CellArea(columns: 7, rows: 3))
                == "\u{1B}]1337;File=inline=1;size=\(file.count);width=7;height=3;preserveAspectRatio=1:"
                + Data(file).base64EncodedString() + "\u{07}")
    }

    @Test("as a PNG is byte for byte what the format says")
    func png() throws {
        // As zlib and a decoder have it.
        let expected: [UInt8] = [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00,
            0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53, 0xDE, 0x00, 0x00, 0x00,
            0x0F, 0x49, 0x44, 0x41, 0x54, 0x78, 0x01, 0x01, 0x04, 0x00, 0xFB, 0xFF, 0x00, 0x10, 0x20, 0x30, 0x00, 0xA4,
            0x00, 0x61, 0x30, 0xD0, 0xDE, 0x26, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
        ]
        #expect(PNG.file(of: try frame(1, 1, 0x102030)) == expected)
    }

    @Test("fits into its room whatever its shape, and is one character at least")
    func fitting() {
        let room = CellArea(columns: 80, rows: 21)
        #expect(room.fitting(width: 1280, height: 720, cell: .usual) == CellArea(columns: 75, rows: 21))
        #expect(room.fitting(width: 720, height: 1280, cell: .usual) == CellArea(columns: 24, rows: 21))
        #expect(room.fitting(width: 10_000, height: 10, cell: .usual) == CellArea(columns: 80, rows: 1))
        #expect(room.fitting(width: 1, height: 100_000, cell: .usual) == CellArea(columns: 1, rows: 21))
        let square = CellSize(width: 10, height: 10)
        #expect(room.fitting(width: 100, height: 100, cell: square) == CellArea(columns: 21, rows: 21))
    }

    @Test("beside another has both from the top, with black between and below")
    func beside() throws {
        let both = try frame(1, 2, 1, 2).beside(try frame(1, 1, 3), gap: 1)
        #expect(both == (try frame(3, 2, 1, 0, 3, 2, 0, 0)))
        #expect(RGBFrame(width: 2, height: 1, bytes: [1, 2, 3]) == nil)
    }

    @Test(
        "is drawn as the environment says, where it says it beyond doubt",
        arguments: [
            (["TERM": "xterm-kitty"], TerminalGraphics.kitty), (["TERM": "xterm-ghostty"], .kitty),
            (["TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"], .kitty), (["TERM_PROGRAM": "iTerm.app"], .iterm2),
            (["LC_TERMINAL": "iTerm2"], .iterm2), (["TERM_PROGRAM": "WezTerm"], .iterm2), (["TERM": "linux"], .blocks),
            (["TERM_PROGRAM": "Apple_Terminal"], .blocks), (["TERM": "xterm-256color"], nil),
            // Inside another terminal these are inherited, and not true.
            (["TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"], nil),
            (["TMUX": "/tmp/x", "TERM_PROGRAM": "iTerm.app"], nil),
        ] as [([String: String], TerminalGraphics?)])
    func environment(variables: [String: String], graphics: TerminalGraphics?) {
        #expect(TerminalGraphics(environment: variables) == graphics)
    }

    @Test("is drawn as the terminal answers, and in blocks if it does not")
    func answers() {
        let kitty = "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62;22c"
        for (answer, graphics, isWhole) in [
            (kitty, TerminalGraphics.kitty, true), ("\u{1B}[?62;4;22c", .sixel, true),
            ("\u{1B}[?64;1;2;6;9;15;22c", .blocks, true), ("\u{1B}[?4c", .blocks, true),
            ("\u{1B}[?62;4", .blocks, false),
            ("", .blocks, false), ("\u{1B}_Gi=31;ENOTSUPPORTED\u{1B}\\\u{1B}[?1;2c", .blocks, true),
        ] {
            #expect(TerminalGraphics(answer: Array(answer.utf8)) == graphics, "\(answer)")
            #expect(TerminalGraphics.isWhole(Array(answer.utf8)) == isWhole, "\(answer)")
        }
        #expect(TerminalGraphics.question(environment: [:]).hasSuffix("\u{1B}[c"))
        #expect(TerminalGraphics.question(environment: ["TMUX": "x"]) == "\u{1B}[c")
    }

    @Test("has 24 bits of colour where the environment says so, else 256")
    func depth() {
        #expect(HalfBlocks.Depth(environment: ["COLORTERM": "truecolor"]) == .full)
        #expect(HalfBlocks.Depth(environment: ["TERM": "xterm-direct"]) == .full)
        #expect(HalfBlocks.Depth(environment: ["TERM": "xterm-256color"]) == .palette)
    }

    @Test("that another program drew brings its colours along, and nothing else that a terminal obeys")
    func chafa() {
        let text =
            "\u{1B}[?25l\u{1B}[38;2;1;2;3mA\u{1B}[0m\r\n\u{1B}]0;title\u{07}B\u{1B}[2J\u{1B}[31mC\u{9B}\u{7F}\u{1B}[?25h"
        #expect(
            Chafa.colouredText(Array(text.utf8))
                == "\u{1B}[38;2;1;2;3mA\u{1B}[0m\n0;titleB\u{1B}[31mC\n")
    }
}
