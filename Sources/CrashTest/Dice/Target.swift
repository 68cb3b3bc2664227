import CrashPoints

/// What a round is about, so that it happens at least there.
enum Target: Hashable, Sendable, CustomStringConvertible {
    /// A process dies at this point.
    case point(CrashPoint)
    /// This fault strikes.
    case fault(Cell)

    static let all = CrashPoint.allCases.map(Self.point) + Cell.all.map(Self.fault)

    /// `sending-committed`, `submit/dropped`
    var description: String {
        switch self {
        case .point(let point): point.description
        case .fault(let cell): cell.description
        }
    }

    init?(_ text: String) {
        guard let target = Self.all.first(where: { $0.description == text }) else { return nil }
        self = target
    }

    /// The turn of each round: a third of them is left to chance alone.
    init?(turn number: Int) {
        switch number % 3 {
        case 1: self = .point(CrashPoint.allCases[number / 3 % CrashPoint.allCases.count])
        case 2: self = .fault(Cell.all[number / 3 % Cell.all.count])
        default: return nil
        }
    }
}
