import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import TaskEngine
import TaskLedger

/// Followed tasks as lines of text, for a screen of some size. Progress is what the server reports, never invented; how
/// long it will take is an estimate, and marked as one.
struct FollowTable {
    let palette: Palette
    let isUnicode: Bool
    /// Of the screen; every line is narrower.
    let columns: Int
    /// Of the screen, the one of the cursor included.
    let rows: Int

    /// One line a task; of those for which there is no room, how many they are; and a line for each trouble.
    func lines(_ update: FollowUpdate, history: TaskHistory = TaskHistory(), now: Date) -> [String] {
        let trouble = Self.troubleLines(update).map { palette.paint(cut($0, to: room), .yellow) }
        let places = max(1, rows - 1 - trouble.count)
        let (shown, hidden) = Self.chosen(update.records, places: places)
        let parts = shown.map { FollowLine($0, update.transfers[$0.number], history: history, now: now) }
        let layout = FollowLayout(parts, room: room)
        var lines = parts.map { line($0, layout) }
        if let rest = Self.rest(hidden) { lines.append(palette.paint(cut(rest, to: room), .dim)) }
        return lines + trouble
    }

    /// What keeps the news away at the moment.
    static func troubleLines(_ update: FollowUpdate) -> [String] {
        [
            update.trouble.map {
                "the service does not answer as it should (\(sanitised($0.description))); trying on"
            }, update.ledgerTrouble.map { "\(sanitised($0.message)); trying on" },
        ].compactMap { $0 }
    }

    /// Such as `@3 succeeded  clip.mp4`: the same text means the same state.
    static func plainLine(_ task: TaskRecord) -> String {
        var line = "@\(task.number) \(task.status.word)"
        if let error = task.error { line += "  \(error)" }
        if let file = task.file { line += "  \(file)" }
        return sanitised(line)
    }

    /// A line as wide as the screen would make some terminals go on in the next.
    private var room: Int { max(1, columns - 1) }

    /// The tasks that have a place: those that are not over, then those that ended last; in the order asked for.
    private static func chosen(
        _ records: [TaskRecord], places: Int
    ) -> (shown: [TaskRecord], hidden: [TaskRecord]) {
        guard records.count > places else { return (records, []) }
        let open = records.indices.filter { records[$0].isWorthFollowing }
        let over = records.indices.filter { !records[$0].isWorthFollowing }.sorted {
            (records[$0].completedAt ?? .distantPast) > (records[$1].completedAt ?? .distantPast)
        }
        // One row tells of the rest.
        let chosen = Set((open + over).prefix(max(1, places - 1)))
        return (
            records.indices.filter(chosen.contains).map { records[$0] },
            records.indices.filter { !chosen.contains($0) }.map { records[$0] }
        )
    }

    /// `… and 37 more: 30 running, 7 succeeded`
    private static func rest(_ hidden: [TaskRecord]) -> String? {
        guard !hidden.isEmpty else { return nil }
        let counts = Dictionary(grouping: hidden, by: \.status.word).map { (word: $0.key, count: $0.value.count) }
            .sorted { ($1.count, $0.word) < ($0.count, $1.word) }
        return "… and \(hidden.count) more: "
            + counts.map { "\($0.count) \(sanitised($0.word))" }.joined(separator: ", ")
    }

    private func line(_ parts: FollowLine, _ layout: FollowLayout) -> String {
        var line = ""
        var left = room
        // What does not fit is cut where it stands, so that no rendition is broken.
        func add(_ text: String, _ style: Palette.Style? = nil) {
            let text = cut(text, to: left)
            left -= displayWidth(of: text)
            line += palette.paint(text, style)
        }
        add(parts.number.padded(to: layout.number), .bold)
        add(" ")
        add(parts.status.padded(to: layout.status), parts.style)
        if layout.bar > 0 {
            add("  ")
            add(bar(parts.meter, width: layout.bar), parts.style)
        }
        if layout.percent > 0 { add(" " + parts.percent.padded(to: layout.percent, .right)) }
        if layout.elapsed > 0 { add("  " + parts.elapsed.padded(to: layout.elapsed, .right)) }
        if layout.expected > 0 {
            add("  ")
            add(parts.expected.padded(to: layout.expected), .dim)
        }
        if layout.price > 0 { add("  " + parts.price.padded(to: layout.price, .right)) }
        if layout.hasTail { add("  " + parts.tail) }
        // Blanks at the end say nothing; the terminal clears the rest of the row.
        return palette.isColoured ? line : String(line.reversed().drop { $0 == " " }.reversed())
    }

    private func bar(_ meter: FollowLine.Meter, width: Int) -> String {
        let bar = ProgressBar(width: width, isUnicode: isUnicode)
        switch meter {
        case .none: return String(repeating: " ", count: width)
        case .unknown(let seconds): return bar.moving(seconds)
        case .known(let fraction): return bar.text(fraction)
        }
    }

    private func cut(_ text: String, to width: Int) -> String {
        let text = text.truncated(to: width)
        return isUnicode ? text : text.replacing("…", with: "~")
    }
}
