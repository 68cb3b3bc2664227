/// Near misses.
package enum Suggestion {
    /// Longer words are not compared: nobody mistypes one letter in them and asks for help.
    private static let longest = 64

    /// The candidate that was probably meant: one that differs only in case, else the one with the fewest typing
    /// mistakes (a letter too many, missing, wrong, or two swapped), else the only one that begins with the word. Nil if
    /// none is near: one mistake in words of up to 5 letters, two up to 8, else three. Of equally near ones the first.
    package static func nearest(_ word: String, in candidates: [String]) -> String? {
        let typed = Array(word.lowercased())
        guard !typed.isEmpty, typed.count <= longest else { return nil }
        let limit = typed.count < 3 ? 1 : typed.count <= 5 ? 1 : typed.count <= 8 ? 2 : 3
        var best: (candidate: String, distance: Int)?
        var continuations: [String] = []
        for candidate in candidates where candidate != word {
            let letters = Array(candidate.lowercased())
            if letters == typed { return candidate }
            if letters.starts(with: typed) { continuations.append(candidate) }
            guard letters.count <= longest, abs(letters.count - typed.count) <= limit else { continue }
            let distance = distance(typed, letters)
            // A word of one or two letters is near to everything that shares none of them.
            guard distance <= limit, distance < max(typed.count, letters.count) else { continue }
            if typed.count < 3, typed.first != letters.first, Set(typed) != Set(letters) { continue }
            if distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        if typed.count >= 2, continuations.count == 1, best?.distance ?? Int.max > 1 { return continuations[0] }
        return best?.candidate
    }

    /// The Damerau-Levenshtein distance in its form without edits between swapped letters.
    private static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: second.count + 1)
        var last = Array(0...second.count)
        for row in first.indices {
            var current = [row + 1]
            current.reserveCapacity(last.count)
            for column in second.indices {
                let replaced = last[column] + (first[row] == second[column] ? 0 : 1)
                var least = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current.append(least)
            }
            beforeLast = last
            last = current
        }
        return last[second.count]
    }
}
