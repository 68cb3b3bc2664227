import FoundationEssentials

/// A picture in the graphics protocol of kitty (sw.kovidgoyal.net/kitty/graphics-protocol), which Ghostty and others
/// speak too.
package enum KittyGraphics {
    /// What a sequence may hold of the picture, in characters of base 64.
    private static let chunk = 4096

    /// The sequences that draw the picture where the cursor is, as large as `area`. Whatever happens, the terminal does
    /// not answer.
    package static func sequence(of frame: RGBFrame, area: CellArea) -> String {
        let data = Array(base64(PNG.file(of: frame)).utf8)
        var text = ""
        for start in stride(from: 0, to: data.count, by: chunk) {
            let end = min(start + chunk, data.count)
            let head = start == 0 ? "a=T,f=100,q=2,c=\(area.columns),r=\(area.rows)," : ""
            text += "\u{1B}_G\(head)m=\(end < data.count ? 1 : 0);\(String(decoding: data[start..<end], as: UTF8.self))"
            text += "\u{1B}\\"
        }
        return text
    }
}

/// A picture in the protocol of iTerm2 (iterm2.com/documentation-images.html), which WezTerm, mintty and others speak too.
package enum InlineImage {
    /// The sequence that draws the picture where the cursor is, as large as `area`.
    package static func sequence(of frame: RGBFrame, area: CellArea) -> String {
        let file = PNG.file(of: frame)
        return "\u{1B}]1337;File=inline=1;size=\(file.count);width=\(area.columns);height=\(area.rows);"
            + "preserveAspectRatio=1:\(base64(file))\u{07}"
    }
}

private func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
