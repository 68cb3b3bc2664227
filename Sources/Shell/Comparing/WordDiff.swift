/// What became of a text, word by word.
struct WordDiff: Hashable {
    enum Kind: Hashable {
        case same, removed, added
    }

    /// A word, a sign, or a character of a script without blanks.
    struct Token: Hashable {
        let kind: Kind
        let text: String
        /// Whether a blank stands before it.
        let isApart: Bool
    }

    /// Words that go together, and what they were before.
    struct Hunk: Hashable {
        var removed = ""
        var added = ""
    }

    /// In the order of the texts; what was removed stands before what was added in its place.
    let tokens: [Token]

    init(from old: String, to new: String) {
        let (old, new) = (Self.words(old), Self.words(new))
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in new.map(\.text).difference(from: old.map(\.text)) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var tokens: [Token] = []
        var (before, after) = (0, 0)
        while before < old.count || after < new.count {
            if removed.contains(before) {
                tokens.append(Token(kind: .removed, text: old[before].text, isApart: old[before].isApart))
                before += 1
            } else if added.contains(after) {
                tokens.append(Token(kind: .added, text: new[after].text, isApart: new[after].isApart))
                after += 1
            } else {
                tokens.append(Token(kind: .same, text: new[after].text, isApart: new[after].isApart))
                before += 1
                after += 1
            }
        }
        self.tokens = tokens
    }

    /// The words that changed, in runs.
    var hunks: [Hunk] {
        var hunks: [Hunk] = []
        var isOpen = false
        for token in tokens {
            guard token.kind != .same else {
                isOpen = false
                continue
            }
            if !isOpen { hunks.append(Hunk()) }
            isOpen = true
            let path: WritableKeyPath<Hunk, String> = token.kind == .removed ? \.removed : \.added
            let isFirst = hunks[hunks.count - 1][keyPath: path].isEmpty
            hunks[hunks.count - 1][keyPath: path] += (token.isApart && !isFirst ? " " : "") + token.text
        }
        return hunks
    }

    /// The tokens of one kind, and those that are the same in both.
    func side(_ kind: Kind) -> [Token] { tokens.filter { $0.kind == kind || $0.kind == .same } }

    private static func words(_ text: String) -> [(text: String, isApart: Bool)] {
        var words: [(text: String, isApart: Bool)] = []
        var isApart = false
        var goesOn = false
        for character in text {
            guard !character.isWhitespace else {
                (isApart, goesOn) = (true, false)
                continue
            }
            let isWord = (character.isLetter || character.isNumber) && !character.isIdeographic
            if goesOn, isWord {
                words[words.count - 1].text.append(character)
            } else {
                words.append((String(character), isApart))
            }
            (isApart, goesOn) = (false, isWord)
        }
        return words
    }
}

extension Character {
    /// Whether it is of a script in which no blanks stand between words.
    fileprivate var isIdeographic: Bool {
        guard let value = unicodeScalars.first?.value else { return false }
        return (0x2E80...0xA4CF).contains(value) || (0xF900...0xFAFF).contains(value)
            || (0x20000...0x3FFFF).contains(value)
    }
}
