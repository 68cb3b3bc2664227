import CrashPoints

/// What rounds of transfers came to, counted.
struct TransferTally: Sendable {
    /// A death of a process: at a point, or (`nil`) at a random instant.
    struct Cell: Hashable, Sendable {
        let point: CrashPoint?
        let server: VideoServer
    }

    var rounds = 0
    var processes = 0
    var published = 0
    var deaths: [Cell: Int] = [:]
    var tamperings: [Tampering: Int] = [:]

    var kills: Int { deaths.values.reduce(0, +) }

    mutating func add(_ other: TransferTally) {
        rounds += other.rounds
        processes += other.processes
        published += other.published
        deaths.merge(other.deaths) { $0 + $1 }
        tamperings.merge(other.tamperings) { $0 + $1 }
    }

    /// The moments of a download.
    static let points: [CrashPoint] = [
        .written(.claim), .committed(.claim), .partBegun, .partWhole, .partDurable, .videoNamed, .videoDurable,
        .written(.publication), .committed(.publication), .sidecarDue, .sidecarDone,
    ]

    /// Fewer kills than that, with each server, cannot be asked to have met everything.
    static let fullCoverage = 100

    /// What should have been met with these servers and was not.
    func gaps(_ servers: [VideoServer]) -> [String] {
        guard kills >= Self.fullCoverage * servers.count else { return [] }
        let cells = servers.flatMap { server in (Self.points + [nil]).map { Cell(point: $0, server: server) } }
        return cells.filter { deaths[$0, default: 0] == 0 }.map { "\(Self.name($0.point)) with \($0.server.rawValue)" }
            + Tampering.allCases.filter { tamperings[$0, default: 0] == 0 }.map { "a part \($0.rawValue)" }
    }

    private static func name(_ point: CrashPoint?) -> String { point?.description ?? "at random" }

    /// The table, for people.
    func text(_ servers: [VideoServer]) -> String {
        let width = 24
        func row(_ name: String, _ cells: [String]) -> String {
            name + String(repeating: " ", count: max(0, width - name.count))
                + cells.map { String(repeating: " ", count: max(0, 8 - $0.count)) + $0 }.joined() + "\n"
        }
        var text = row("killed", servers.map(\.rawValue))
        for point in Self.points + [nil] {
            text += row(Self.name(point), servers.map { "\(deaths[Cell(point: point, server: $0), default: 0])" })
        }
        for tampering in Tampering.allCases {
            text += row("part \(tampering.rawValue)", ["\(tamperings[tampering, default: 0])"])
        }
        return text
    }
}
