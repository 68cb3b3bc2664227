/// Which faults strike in one round: a function of its seed.
struct FaultPlan: Hashable, Sendable {
    let seed: UInt64
    /// How likely a request meets a fault.
    var rate: Double
    /// A fault that the round is about: it meets the first request of its phase that it can meet.
    var featured: Cell?
    /// Whether some tasks fail.
    var failsTasks = true

    /// The fault that meets a request, if one does.
    ///
    /// - Parameters:
    ///   - subject: what it is about: a prompt, an id.
    ///   - ordinal: how many requests of this phase about the subject came before.
    ///   - isFeatureDue: whether the featured fault has not struck yet, and can now.
    func fault(_ phase: Phase, of subject: String, ordinal: Int, isFeatureDue: Bool) -> Fault? {
        if isFeatureDue, let featured { return featured.fault }
        var dice = Dice(seed, phase.rawValue, subject, "\(ordinal)")
        // Connections carry several requests, and what strikes one of them strikes them all.
        guard dice.happens(phase == .connect ? rate / 4 : rate) else { return nil }
        return dice.pick(phase.commonFaults)
    }

    /// Dice for the details of a fault.
    func dice(_ subjects: String...) -> Dice {
        Dice(seed, "details", subjects.joined(separator: "\u{0}"))
    }
}
