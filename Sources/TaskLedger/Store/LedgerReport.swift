/// What a look at the whole ledger found.
package struct LedgerReport: Hashable, Sendable {
    /// How much a finding weighs.
    package enum Weight: String, Hashable, Sendable {
        /// As it should be.
        case ok
        /// Readable, but not as this program writes it, or not as it was left.
        case doubtful
        /// Lost, or about to be.
        case damaged
    }

    /// One thing that was looked at.
    package struct Finding: Hashable, Sendable {
        /// `file`, `version`, `pages`, `structure`, `references`, `journal`, `tasks`, `task @7`, `search`,
        /// `copy`.
        package let subject: String
        package let weight: Weight
        /// A clause; may hold paths and words of a server's.
        package let detail: String
    }

    /// In the order in which they were made.
    package private(set) var findings: [Finding] = []

    /// How many findings about one matter are told one by one.
    private static let largestCount = 20

    package var isDamaged: Bool { findings.contains { $0.weight == .damaged } }

    /// Adds what is as it should be.
    mutating func add(_ subject: String, _ detail: String) { add(subject, .ok, detail) }

    mutating func add(_ subject: String, _ weight: Weight, _ detail: String) {
        findings.append(Finding(subject: subject, weight: weight, detail: detail))
    }

    /// Adds each of some details, or says how many more there are.
    mutating func add(_ subject: String, _ weight: Weight, each details: [String]) {
        for detail in details.prefix(Self.largestCount) { add(subject, weight, detail) }
        if details.count > Self.largestCount {
            add(subject, weight, "and \(details.count - Self.largestCount) more of that kind")
        }
    }
}
