/// An incremental search through the history, newest first. Capital letters in the pattern make case count.
struct HistorySearch {
    private(set) var pattern: [Unicode.Scalar] = []
    /// The entry that matches, by its age and its text.
    private var found: (age: Int, entry: String)?
    /// The last key found nothing more.
    private(set) var hasFailed = false

    /// The entry that matches, `nil` before there is one.
    func match(in history: History) -> String? { found?.entry }

    mutating func append(_ scalar: Unicode.Scalar, in history: History) {
        pattern.append(scalar)
        find(from: found?.age ?? 0, in: history)
    }

    mutating func removeLast(in history: History) {
        hasFailed = false
        guard let last = String(pattern).last else { return }
        pattern.removeLast(last.unicodeScalars.count)
        found = nil
        if !pattern.isEmpty { find(from: 0, in: history) }
    }

    /// The next older entry that matches.
    mutating func older(in history: History) {
        guard !pattern.isEmpty else { return }
        find(from: found.map { $0.age + 1 } ?? 0, in: history)
    }

    /// The next newer entry that matches.
    mutating func newer(in history: History) {
        hasFailed = true
        guard let present = found else { return }
        for age in stride(from: present.age - 1, through: 0, by: -1) {
            guard let entry = history.entry(age), offset(in: entry) != nil else { continue }
            found = (age, entry)
            hasFailed = false
            return
        }
    }

    /// Where the pattern stands in an entry: an offset into its scalars.
    func offset(in entry: String) -> Int? {
        let needle = folded(pattern)
        let hay = folded(entry.unicodeScalars)
        guard let first = needle.first else { return hay.count }
        guard hay.count >= needle.count else { return nil }
        return (0...hay.count - needle.count).last { start in
            hay[start] == first && hay[start..<start + needle.count].elementsEqual(needle)
        }
    }

    /// Shows the search in place of the prompt and the line.
    func draw(into image: inout ScreenImage) {
        image.append(hasFailed ? "(history, no more) " : "(history) ", .accent)
        image.append(String(pattern), .strong)
        image.append(": ", .accent)
        let entry = found?.entry ?? ""
        image.append(Array(entry.unicodeScalars), .plain, cursor: offset(in: entry) ?? 0)
    }

    private mutating func find(from age: Int, in history: History) {
        let next = history.first(from: age) { offset(in: $0) != nil }
        hasFailed = next == nil
        if let next, let entry = history.entry(next) { found = (next, entry) }
    }

    private func folded(_ scalars: some Sequence<Unicode.Scalar>) -> [UInt32] {
        let exact = pattern.contains { $0.properties.isUppercase }
        return scalars.map { scalar in
            guard !exact else { return scalar.value }
            if scalar.isASCII { return (0x41...0x5A).contains(scalar.value) ? scalar.value + 0x20 : scalar.value }
            return scalar.properties.lowercaseMapping.unicodeScalars.first?.value ?? scalar.value
        }
    }
}
