import CrashPoints

/// The report on all rounds, for people.
struct Report {
    let tally: Tally
    let seed: UInt64
    let time: Duration

    /// Fewer rounds than that cannot be asked to have met everything.
    static let fullCoverage = 200

    /// What should have been met and was not.
    var gaps: [Target] { tally.rounds >= Self.fullCoverage ? tally.gaps : [] }

    var text: String {
        let statuses = tally.statuses.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return """
            \(faultTable)
            \(pointTable)
            \(tally.rounds) rounds with seed \(seed) in \(time.components.seconds) s: \(tally.processes) processes, \
            \(tally.kills) killed; \(tally.tasks) tasks made, \(tally.rows) rows (\(statuses.joined(separator: ", "))), \
            \(tally.videos) videos

            """
    }

    private var faultTable: String {
        let width = Fault.allCases.map(\.rawValue.count).max() ?? 0
        var text = padded("fault", width) + Phase.allCases.map { aligned($0.rawValue) }.joined() + "\n"
        for fault in Fault.allCases {
            text += padded(fault.rawValue, width)
            for phase in Phase.allCases {
                let isSensible = phase.faults.contains(fault)
                text += aligned(isSensible ? String(tally.strikes[Cell(phase, fault), default: 0]) : "·")
            }
            text += "\n"
        }
        return text
    }

    private var pointTable: String {
        let width = CrashPoint.allCases.map(\.description.count).max() ?? 0
        let entries = CrashPoint.allCases.map { point in
            padded(point.description, width) + aligned(String(tally.crashes[point.description, default: 0]))
        }
        let rows = (entries.count + 2) / 3
        return (0..<rows).map { row in
            stride(from: row, to: entries.count, by: rows).map { entries[$0] }.joined(separator: "    ") + "\n"
        }.joined()
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func aligned(_ text: String) -> String {
        String(repeating: " ", count: max(0, 8 - text.count)) + text
    }
}
