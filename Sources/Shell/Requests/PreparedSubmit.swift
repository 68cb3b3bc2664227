import NexusFlowAPI
import TaskLedger

/// A request ready to be priced, confirmed and sent.
struct PreparedSubmit {
    var request: GenerationRequest
    /// Whether its seed was drawn: another run would draw another.
    let hasDrawnSeed: Bool
    let price: PriceRange?
    let tag: String?
    let note: String?
    let parent: Int?
    /// The line that asks for it.
    let place: Place?

    /// What it asks for before anything is drawn.
    var undrawn: GenerationRequest {
        var request = request
        if hasDrawnSeed { request.seed = nil }
        return request
    }
}

/// A line of a script.
struct Place: Hashable, Sendable {
    /// The source's name as diagnostics show it.
    let source: String
    /// From 1.
    let line: Int
    /// Whether `try` stands before it.
    let isForgiven: Bool
}
