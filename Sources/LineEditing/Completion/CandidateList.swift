/// Lays candidates out in columns, with their descriptions where there are any.
struct CandidateList {
    let candidates: [Candidate]

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

    private func rows(columns: Int) -> [[StyledText]] {
        let widest = candidates.map { TextWidth.of($0.text) }.max() ?? 0
        if candidates.contains(where: { !$0.description.isEmpty }) {
            let gap = min(widest, max(4, columns / 2)) + 2
            return candidates.map { candidate in
                let padding = String(repeating: " ", count: max(2, gap - TextWidth.of(candidate.text)))
                return [StyledText(candidate.text), StyledText(padding), StyledText(candidate.description, .dim)]
            }
        }
        let perRow = max(1, (columns - 1) / (widest + 2))
        let count = (candidates.count + perRow - 1) / perRow
        return (0..<count).map { row in
            stride(from: row, to: candidates.count, by: count).flatMap { index in
                let text = candidates[index].text
                let padding = String(repeating: " ", count: widest + 2 - TextWidth.of(text))
                return [StyledText(text), StyledText(padding)]
            }
        }
    }
}
