/// Lays candidates out in columns, with their descriptions where there are any.
struct CandidateList {
    let candidates: [Candidate]
    /// What stands for the rest of a text that is cut.
    var cutMark = "\u{2026}"

    /// Between two columns, and between a candidate and its description.
    private static let gap = 2
    /// A longer description does not keep others from standing side by side.
    private static let usualDescription = 48

    /// The rows of page `page` (counted from 0, beyond the last it begins anew) on a screen of `columns` by `height`;
    /// a last row says what is left out.
    func rows(page: Int, columns: Int, height: Int) -> [[StyledText]] {
        let all = rows(columns: columns)
        guard all.count > height else { return all }
        let perPage = max(1, height - 1)
        let pages = (all.count + perPage - 1) / perPage
        let page = page % pages
        let shown = all.dropFirst(page * perPage).prefix(perPage)
        return Array(shown) + [[StyledText("(\(page + 1) of \(pages) pages: Tab shows the next)", .dim)]]
    }

    /// Down each column, then to the next one.
    private func rows(columns: Int) -> [[StyledText]] {
        let widest = candidates.map { TextWidth.of($0.text) }.max() ?? 0
        let described = candidates.map { TextWidth.of($0.description) }.max() ?? 0
        // The last column of the screen stays free, so that nothing wraps.
        let room = columns - 1
        let least = widest + (described > 0 ? Self.gap + min(described, Self.usualDescription) : 0)
        let perRow = min(max(1, (room + Self.gap) / (least + Self.gap)), max(1, candidates.count))
        let count = (candidates.count + perRow - 1) / perRow
        let width = min(widest + (described > 0 ? Self.gap + described : 0), (room + Self.gap) / perRow - Self.gap)
        return (0..<count).map { row in
            stride(from: row, to: candidates.count, by: count).flatMap { index in
                cell(candidates[index], text: min(widest, max(width - Self.gap, 0)), width: width)
            }
        }
    }

    private func cell(_ candidate: Candidate, text widest: Int, width: Int) -> [StyledText] {
        var runs = [StyledText(TextWidth.cut(candidate.text, to: width, mark: cutMark))]
        var taken = TextWidth.of(runs[0].text)
        let start = max(widest, taken) + Self.gap
        if !candidate.description.isEmpty, start < width {
            let description = TextWidth.cut(candidate.description, to: width - start, mark: cutMark)
            runs.append(StyledText(String(repeating: " ", count: start - taken)))
            runs.append(StyledText(description, .dim))
            taken = start + TextWidth.of(description)
        }
        runs.append(StyledText(String(repeating: " ", count: max(0, width - taken) + Self.gap)))
        return runs
    }
}
