import NexusFlowAPI
import Testing

@Suite("JSON")
struct JSONTests {
    @Test(
        "survives being read and written, numbers and order as they were",
        arguments: [
            "null", "true", "false", "0", "-0", "1e3", "0.10", "1E+2", "-1.5e-07", #""""#, #""ä ☃ 🎬""#, "[]",
            "[1,[2,[]],{}]", "{}",
            #"{"b":1,"a":{"c":[null,true]},"":""}"#, #"{"a":1,"a":2}"#, "123456789012345678901234567890.000",
        ])
    func roundTrip(text: String) throws {
        let value = try JSONValue(parsing: text)
        #expect(value.text() == text)
        #expect(try JSONValue(parsing: value.text(.indented)) == value)
        #expect(try JSONValue(parsing: " \t\r\n" + text + "\n ") == value)
    }

    @Test("is laid out with a member a line")
    func indented() throws {
        let value = try JSONValue(parsing: #"{"a":[1,{"b":null}],"c":[],"d":{}}"#)
        #expect(
            value.text(.indented) == """
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": [],
                  "d": {}
                }
                """)
    }

    @Test("writes no control character as it is")
    func controls() throws {
        let all = String(String.UnicodeScalarView((0...0x9F).compactMap(Unicode.Scalar.init)))
        let text = JSONValue.string(all).text()
        #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        #expect(try JSONValue(parsing: text) == .string(all))
    }

    @Test("writes nothing that turns the direction of writing or parts lines as it is")
    func directions() throws {
        let all = "a\u{61C}\u{200E}\u{200F}\u{2028}\u{2029}\u{202A}\u{202E}\u{2066}\u{2069}\u{7F}\u{9B}"
        let text = JSONValue.string(all).text()
        #expect(text == #""a\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\u007f\u009b""#)
        #expect(try JSONValue(parsing: text) == .string(all))
        #expect(JSONValue.string("é\u{202F}漢🎬\u{200D}").text() == "\"é\u{202F}漢🎬\u{200D}\"")
    }

    @Test(
        "reads every escape",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e4\u20AC""#, "Aä€"),
            (#""\ud83c\udfac""#, "🎬"),
            (#""\ud83c""#, "\u{FFFD}"), (#""\udfac""#, "\u{FFFD}"), (#""\ud83c\u0041""#, "\u{FFFD}A"),
            (#""\ud83c\ud83c\udfac""#, "\u{FFFD}🎬"), (#""\u0000""#, "\0"),
        ])
    func escapes(text: String, value: String) throws {
        #expect(try JSONValue(parsing: text) == .string(value))
    }

    @Test(
        "is not read from what is none, and the error says where",
        arguments: [
            ("", 0), ("  ", 2), ("nul", 0), ("nullx", 4), ("01", 1), ("1.", 2), (".5", 0), ("-", 1), ("+1", 0),
            ("1e", 2), ("1e+", 3),
            ("[1,]", 3), ("[1 2]", 3), ("[", 1), ("{", 1), (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7),
            ("{a:1}", 1), ("{1:1}", 1),
            ("\"", 1), ("\"\n\"", 2), (#""\x""#, 3), (#""\u12g4""#, 5), (#""\u12"#, 5), (#""\"#, 2), ("'a'", 0),
            ("NaN", 0), ("// x\n1", 0),
            ("1 1", 2), ("\u{A0}1", 0), ("\0", 0),
        ])
    func errors(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.offset == offset)
    }

    @Test(
        "skips one byte order mark, and refuses what is not UTF-8",
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82]] as [[UInt8]])
    func encoding(bytes: [UInt8]) throws {
        #expect(try JSONValue(parsing: [0xEF, 0xBB, 0xBF, 0x31]) == 1)
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, 0x31]) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22] + bytes + [0x22]) }
    }

    @Test("nests as deeply as the limit and no deeper")
    func depth() throws {
        let limit = JSONValue.maximumDepth
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            let inner = open == "[" ? "" : "1"
            let deepest = String(repeating: open, count: limit) + inner + String(repeating: close, count: limit)
            #expect(try JSONValue(parsing: deepest).text() == deepest)
            #expect(throws: JSONError.self) { try JSONValue(parsing: open + deepest + close) }
        }
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
    }

    @Test("never crashes on a damaged text")
    func mutations() throws {
        let text =
            #"{"id":"task_\u00e4","n":[1.5e3,-0,true,null],"o":{"video_url":"https://x/?a=b","s":"\ud83c\udfac"}}"#
        var random = SeededGenerator(seed: 1)
        for _ in 0..<5_000 {
            var bytes = Array(text.utf8)
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = .random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
                }
            }
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            #expect(try JSONValue(parsing: value.text()) == value)
            _ = RemoteTask(value)
            _ = RemoteTask.list(value)
            _ = ErrorBody(bytes)
            _ = try? GenerationRequest(json: value)
        }
    }

    @Test(
        "gives a whole number where it is one",
        arguments: [
            ("5", 5), ("5.0", 5), ("1e2", 100), ("-0", 0), ("9223372036854775807", .max),
            ("-9223372036854775808", .min), ("5.5", nil),
            ("9223372036854775808", nil), ("1e400", nil), ("-1e400", nil), ("1e-1", nil),
        ] as [(String, Int?)])
    func integers(text: String, value: Int?) throws {
        #expect(try JSONValue(parsing: text).integer == value)
    }

    @Test("Members are found by name, the last of two, set in place and removed")
    func members() throws {
        var object = try #require(try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#).object)
        #expect(object["a"] == 3)
        object["b"] = 5
        object["c"] = nil
        object["d"] = true
        #expect(JSONValue.object(object).text() == #"{"a":1,"b":5,"a":3,"d":true}"#)
        object["a"] = nil
        #expect(JSONValue.object(object).text() == #"{"b":5,"d":true}"#)
        object.merge(["d": 1, "e": 2, "b": nil, "e": 3])
        #expect(JSONValue.object(object).text() == #"{"b":null,"d":1,"e":3}"#)
        #expect(JSONValue.string("a")["a"] == nil)
    }
}

/// A random generator whose numbers repeat (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
