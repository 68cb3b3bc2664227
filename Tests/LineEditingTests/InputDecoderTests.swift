import Testing

@testable import LineEditing

@Suite("Input")
struct InputDecoderTests {
    private func inputs(_ decoder: inout InputDecoder) -> [InputDecoder.Input] {
        var inputs: [InputDecoder.Input] = []
        while true {
            let input = decoder.next()
            if input == .nothing || input == .incomplete { return inputs }
            inputs.append(input)
        }
    }

    @Test("what arrives in pieces is read as what arrives at once")
    func pieces() {
        let bytes = Array("aé日👍\u{1B}[A\u{1B}OB\u{1B}[3~\u{1B}[15~\u{1B}\r\u{1B}[1;5Cz".utf8)
        let expected: [InputDecoder.Input] =
            ["a", "é", "日", "👍"].map { .character($0) }
            + [.key(.up), .key(.down), .key(.delete), .key(.newLine), .key(.wordRight), .character("z")]
        for cut in 0...bytes.count {
            var decoder = InputDecoder()
            decoder.append(bytes[..<cut])
            var read = inputs(&decoder)
            decoder.append(bytes[cut...])
            read += inputs(&decoder)
            #expect(read == expected, "cut at \(cut)")
        }
    }

    @Test("an Escape that nothing follows stands for itself, one before a letter is libedit's")
    func escape() {
        var decoder = InputDecoder()
        decoder.append([0x1B])
        #expect(decoder.next() == .incomplete)
        #expect(decoder.next(final: true) == .character("\u{1B}"))
        decoder.append(Array("\u{1B}b".utf8))
        #expect(inputs(&decoder) == [.character("\u{1B}"), .character("b")])
    }

    @Test("sequences that the user binds are left to libedit, pastes are not")
    func userBindings() {
        var decoder = InputDecoder()
        decoder.translatesKeys = false
        decoder.append(Array("\u{1B}[A\u{1B}[200~".utf8))
        #expect(inputs(&decoder) == ["\u{1B}", "[", "A"].map { .character($0) } + [.key(.paste)])
    }

    @Test("a paste ends at its mark, wherever it is cut, and holds escapes of its own")
    func paste() {
        let bytes = Array("one\u{1B}[20\u{1B}[201~rest".utf8)
        for cut in 0...bytes.count {
            var decoder = InputDecoder()
            decoder.append(bytes[..<cut])
            let early = decoder.pasted()
            decoder.append(bytes[cut...])
            let pasted = early ?? decoder.pasted()
            #expect(pasted == Array("one\u{1B}[20".utf8), "cut at \(cut)")
            #expect(inputs(&decoder) == ["r", "e", "s", "t"].map { .character($0) })
        }
        var decoder = InputDecoder()
        decoder.append(Array("no end".utf8))
        #expect(decoder.pasted() == nil)
        #expect(decoder.pasted(final: true) == Array("no end".utf8))
    }

    @Test("any bytes end in characters, without a trap")
    func noise() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var decoder = InputDecoder()
            let bytes = (0..<12).map { _ in
                [0x1B, 0x5B, 0x4F, 0x32, 0x7E, 0xE2, 0x82, 0xFF].randomElement(using: &random) ?? UInt8.max
            }
            decoder.append(bytes)
            while decoder.next(final: true) != .nothing {}
            #expect(decoder.bytes.isEmpty, "\(bytes)")
        }
    }
}
