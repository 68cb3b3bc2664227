import NexusFlowAPI

/// How long a task takes on the service's own clock, drawn from its id: 60 to 180 seconds in all (the API's page says
/// one to five minutes), more for 1080P and for longer videos. A task that fails does so somewhere on the way.
struct SimulatedTimes: Hashable, Sendable {
    /// Seconds until it runs.
    let queue: Double
    /// Seconds from then to its end.
    let run: Double

    /// Of what is done when it is answered.
    static let none = SimulatedTimes(queue: 0, run: 0)

    private init(queue: Double, run: Double) {
        self.queue = queue
        self.run = run
    }

    init(id: String, request: GenerationRequest, fails: Bool) {
        var generator = SeededGenerator("times", id)
        queue = 2 + 6 * generator.fraction()
        let bounds = DurationRule.allowed
        let seconds = min(max(request.duration ?? DurationRule.fallback, bounds.lowerBound), bounds.upperBound)
        let length = Double(seconds - bounds.lowerBound) / Double(bounds.count - 1)
        let isLarge = (request.resolution ?? ResolutionRule.fallback) != ResolutionRule.fallback
        let total = 60 + 60 * generator.fraction() + 30 * length + (isLarge ? 30 : 0)
        let share = fails ? 0.1 + 0.8 * generator.fraction() : 1
        run = (total - queue) * share
    }
}
