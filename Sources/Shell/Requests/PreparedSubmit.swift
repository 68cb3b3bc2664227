import NexusFlowAPI
import ShellLanguage
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
    /// What speaks against it, and does not forbid it.
    var doubts: [RequestIssue] = []
    /// What decides the price and is left to the service.
    var unsaid: [Parameter] = []
    /// Whether nobody said that the video is to carry a mark, which it will.
    var hasDefaultWatermark = false

    /// What it asks for before anything is drawn, by which another run knows it again.
    ///
    /// - Parameter portMoves: whether the service takes another port at each start, which says nothing of the request.
    func undrawn(portMoves: Bool) -> GenerationRequest {
        var request = request
        if hasDrawnSeed { request.seed = nil }
        if portMoves, let url = request.imgURL, let place = ServiceAddress(url), place.isLoopback {
            request.imgURL = place.basePath
        }
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

extension Place {
    /// Where a diagnostic stands.
    init(_ span: Span, of source: Source) {
        self.init(source: source.name, line: LineIndex(source).line(at: span.start), isForgiven: false)
    }
}
