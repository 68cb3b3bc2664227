/// The bytes that mean something to the language.
enum Byte {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space = UInt8(ascii: " ")
    static let exclamation = UInt8(ascii: "!")
    static let doubleQuote = UInt8(ascii: "\"")
    static let hash = UInt8(ascii: "#")
    static let dollar = UInt8(ascii: "$")
    static let singleQuote = UInt8(ascii: "'")
    static let hyphen = UInt8(ascii: "-")
    static let dot = UInt8(ascii: ".")
    static let zero = UInt8(ascii: "0")
    static let colon = UInt8(ascii: ":")
    static let less = UInt8(ascii: "<")
    static let equals = UInt8(ascii: "=")
    static let greater = UInt8(ascii: ">")
    static let at = UInt8(ascii: "@")
    static let backslash = UInt8(ascii: "\\")
    static let underscore = UInt8(ascii: "_")
    static let openBrace = UInt8(ascii: "{")
    static let bar = UInt8(ascii: "|")
    static let closeBrace = UInt8(ascii: "}")
    static let tilde = UInt8(ascii: "~")
}

extension UInt8 {
    var isBlank: Bool { self == Byte.space || self == Byte.tab }
    var isDigit: Bool { self >= Byte.zero && self <= UInt8(ascii: "9") }
    var isLetter: Bool { (self | 0x20) >= UInt8(ascii: "a") && (self | 0x20) <= UInt8(ascii: "z") }
    var isQuote: Bool { self == Byte.doubleQuote || self == Byte.singleQuote }
    /// What a NAME, and the tag of a heredoc, begins with.
    var beginsName: Bool { isLetter || self == Byte.underscore }
    /// What a NAME goes on with: `[A-Za-z0-9_.-]`.
    var continuesName: Bool { continuesVariable || self == Byte.dot || self == Byte.hyphen }
    /// What the name of a variable goes on with, where no braces stand around it.
    var continuesVariable: Bool { beginsName || isDigit }
}

extension Unicode.Scalar {
    /// Looks like a blank and is none to the language: the code points with the property White_Space beyond ASCII, and
    /// the two of no width that have "space" in their name.
    var isForeignBlank: Bool {
        switch value {
        case 0x85, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: true
        default: false
        }
    }

    /// The quotes that end what this typographic one begins; empty if it is none. People and their keyboards disagree
    /// on which one opens, so any can.
    var typographicClosers: [Unicode.Scalar] {
        switch value {
        case 0x201C...0x201F: ["\u{201D}", "\u{201C}"]
        case 0x2018...0x201B: ["\u{2019}", "\u{2018}"]
        case 0xAB, 0xBB: ["\u{BB}", "\u{AB}"]
        case 0x2039, 0x203A: ["\u{203A}", "\u{2039}"]
        case 0x300C, 0x300D: ["\u{300D}"]
        case 0x300E, 0x300F: ["\u{300F}"]
        case 0xFF02: ["\u{FF02}"]
        case 0xFF07: ["\u{FF07}"]
        default: []
        }
    }

    /// `U+00A0`
    var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
