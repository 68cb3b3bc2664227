/// What a `Range` header asks for of a file (RFC 9110, section 14).
enum ByteRange: Hashable, Sendable {
    /// All of it: there is no such header, or one that may be ignored (no bytes, several ranges, wrong syntax).
    case whole
    case part(Range<Int>)
    /// It begins behind the end.
    case unsatisfiable

    init(_ header: String?, size: Int) {
        guard let header, header.hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let bounds = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard bounds.count == 2, bounds.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else {
            self = .whole
            return
        }
        switch (Self.number(bounds[0]), Self.number(bounds[1])) {
        case (nil, nil): self = .whole
        case (nil, let length?): self = length == 0 || size == 0 ? .unsatisfiable : .part(max(size - length, 0)..<size)
        case (let start?, nil): self = start < size ? .part(start..<size) : .unsatisfiable
        case (let start?, let last?):
            if last < start {
                self = .whole
            } else {
                self = start < size ? .part(start..<min(last, size - 1) + 1) : .unsatisfiable
            }
        }
    }

    /// The number in digits; what is too large for an integer is larger than any file.
    private static func number(_ digits: Substring) -> Int? {
        digits.isEmpty ? nil : Int(digits) ?? .max
    }
}
