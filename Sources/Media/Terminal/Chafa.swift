/// chafa, which draws with many more characters than half blocks, so that text in a picture can be read.
package struct Chafa: Sendable {
    private let program: LocalProgram

    /// - Returns: `nil` if it is not installed.
    package init?(searchPath: String) {
        guard let program = LocalProgram("chafa", in: searchPath) else { return nil }
        self.program = program
    }

    /// The picture as text no larger than `area`, in rows, each with its newline.
    ///
    /// - Throws: ``MediaError`` if it fails; `CancellationError`.
    package func text(of frame: RGBFrame, area: CellArea, depth: HalfBlocks.Depth) async throws -> String {
        let output = try await program.output(
            [
                "--format", "symbols", "--colors", depth == .full ? "full" : "256", "--size",
                "\(area.columns)x\(area.rows)", "-",
            ], input: PNG.file(of: frame), limit: 1 << 24)
        return Self.colouredText(output)
    }

    /// What of another program's output may go to a terminal: text, newlines and colours (SGR), nothing that moves the
    /// cursor or changes how the terminal works.
    static func colouredText(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        var rest = Substring(String(decoding: bytes, as: UTF8.self)).unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == "\u{1B}" else {
                if scalar == "\n" || scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) {
                    text.append(scalar)
                }
                continue
            }
            guard rest.first == "[" else {
                _ = rest.popFirst()
                continue
            }
            let parameters = rest.dropFirst().prefix { (0x20..<0x40).contains($0.value) }
            let end = rest[parameters.endIndex...].first
            if end == "m", parameters.allSatisfy({ ("0"..."9").contains($0) || $0 == ";" || $0 == ":" }) {
                text.append(contentsOf: "\u{1B}[".unicodeScalars)
                text.append(contentsOf: parameters)
                text.append("m")
            }
            rest = rest[parameters.endIndex...].dropFirst()
        }
        let coloured = String(text)
        return coloured.isEmpty || coloured.hasSuffix("\n") ? coloured : coloured + "\n"
    }
}
