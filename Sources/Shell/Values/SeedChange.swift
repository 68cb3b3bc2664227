import NexusFlowAPI

/// What `again` makes of a parent's seed: `7`, `random`, `+1`, `-1`.
enum SeedChange: Hashable {
    case exactly(Int)
    case by(Int)
    case random

    /// What is allowed, as a clause behind `seed=…`.
    static let rule = "is not allowed; it may be \(Parameter.seed.allowed), random, +N or -N"

    init?(_ text: String) {
        if text.lowercased() == "random" {
            self = .random
        } else if let sign = text.first, sign == "+" || sign == "-" {
            guard let step = Int(text) else { return nil }
            self = .by(step)
        } else {
            guard let seed = Int(text), SeedRule.allowed.contains(seed) else { return nil }
            self = .exactly(seed)
        }
    }
}
