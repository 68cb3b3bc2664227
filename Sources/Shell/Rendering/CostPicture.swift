import NexusFlowAPI
import ShellLanguage

/// Costs of groups as bars: what was billed within what was expected, with the numbers beside them.
struct CostPicture {
    struct Group {
        let name: String
        let estimate: PriceRange
        let billed: PriceRange
        let committed: PriceRange
        let unknown: PriceRange
    }

    let groups: [Group]
    let isUnicode: Bool

    private static let longestName = 24
    private static let widest = 120

    /// A line a group, of at most `width` columns.
    func text(width: Int, palette: Palette) -> String {
        let names = groups.map { sanitised($0.name.isEmpty ? "(none)" : $0.name).truncated(to: Self.longestName) }
        let numbers = groups.map(numbers)
        let nameWidth = names.map { displayWidth(of: $0) }.max() ?? 0
        let numberWidth = numbers.map { displayWidth(of: $0) }.max() ?? 0
        let room = max(1, min(width, Self.widest) - nameWidth - numberWidth - 4)
        let most = groups.map { max($0.estimate.high, $0.billed.high).microdollars }.max() ?? 0
        return groups.indices.map { index in
            let bar = bar(groups[index], of: most, width: room)
            return names[index].padded(to: nameWidth) + "  " + palette.paint(bar.billed, .green)
                + palette.paint(bar.rest, .dim) + String(repeating: " ", count: room - bar.width + 2) + numbers[index]
        }.joined(separator: "\n")
    }

    private func numbers(_ group: Group) -> String {
        var text = "\(group.billed) of \(group.estimate)"
        if group.committed.high > .zero { text += ", committed \(group.committed)" }
        if group.unknown.high > .zero { text += ", unknown \(group.unknown)" }
        return text
    }

    /// What was billed, then what is missing to the estimate.
    private func bar(_ group: Group, of most: Int64, width: Int) -> (billed: String, rest: String, width: Int) {
        func cells(_ amount: Money) -> Double {
            most > 0 ? Double(amount.microdollars) / Double(most) * Double(width) : 0
        }
        let billed = FilledCells.text(
            eighths: min(width * 8, Int(cells(group.billed.high) * 8)), isUnicode: isUnicode)
        let rest = max(0, min(width, Int(cells(group.estimate.high).rounded())) - billed.count)
        return (billed, String(repeating: isUnicode ? "░" : ".", count: rest), billed.count + rest)
    }
}
