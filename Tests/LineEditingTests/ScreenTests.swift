import TerminalTests
import Testing

@testable import LineEditing

@Suite("Screen")
struct ScreenTests {
    init() { TerminalLocale.useUTF8() }

    @Test(
        "characters are as wide as terminals show them",
        arguments: [
            ("a", 1), ("é", 1), ("e\u{301}", 1), ("日", 2), ("👍", 2), ("👍🏽", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("한", 2),
            ("\u{1}", 2), ("\u{7F}", 2), ("\u{202E}", 1), ("\u{301}", 1), ("\u{85}", 1), ("क्ष", 2),
        ])
    func widths(text: String, width: Int) { #expect(TextWidth.of(text) == width) }

    @Test("images painted one after the other look like the last one, whatever came before")
    func paintingConverges() {
        let texts = [
            "", "short", "exactly ten", "日本語日本語日本語", "a\nb\nc", "a\n\n\nlonger than one row\nz", "0123456",
            "01234567", "012345678", "e\u{301}👩‍👩‍👧 x\ty\u{1}", String(repeating: "x", count: 95), "日", "\n",
        ]
        for columns in [7, 10] {
            for first in texts {
                for second in texts {
                    var painter = ScreenPainter(usesColor: true)
                    let screen = Screen(columns: columns, height: 20)
                    screen.feed(painter.paint(image(first, columns)))
                    screen.feed(painter.paint(image(second, columns)))
                    let fresh = Screen(columns: columns, height: 20)
                    var other = ScreenPainter(usesColor: false)
                    let expected = image(second, columns)
                    fresh.feed(other.paint(expected))
                    #expect(screen.text == fresh.text, "\(first.debugDescription) then \(second.debugDescription)")
                    #expect(screen.row == expected.cursor.row && screen.column == expected.cursor.column)
                    screen.feed(painter.erase())
                    #expect(screen.text == "" && screen.row == 0 && screen.column == 0)
                }
            }
        }
    }

    @Test("one more character at the end of a long line writes little")
    func economy() {
        var painter = ScreenPainter(usesColor: true)
        let text = String(repeating: "word ", count: 200)
        _ = painter.paint(image(text, 80, cursor: text.count))
        #expect(painter.paint(image(text + "x", 80, cursor: text.count + 1)) == [0x78])
        #expect(painter.paint(image(text + "x", 80, cursor: text.count + 1)) == [])
    }

    private func image(_ text: String, _ columns: Int, cursor: Int? = nil) -> ScreenImage {
        var image = ScreenImage(columns: columns)
        image.append("> ", .accent)
        let scalars = Array(text.unicodeScalars)
        image.append(scalars, .plain, cursor: cursor ?? scalars.count / 2, continuation: ". ")
        return image
    }
}
