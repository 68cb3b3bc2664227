import NexusFlowAPI

/// What the submits of a script surely cost, so that a budget which cannot hold is found before anything is sent.
struct Bill {
    /// How often the line that is checked runs: the rows of each `each` around it.
    var times: [Int] = []
    /// The least that the lines before commit.
    private(set) var committed = Money.zero
    /// Whether nothing more is looked for: it was told that a budget cannot hold, or `quit` was said.
    var isClosed = false

    /// How many times a line runs that makes `count` tasks; `nil` if that would be beyond all sense.
    func tasks(_ count: Int) -> Int? {
        times.reduce(count as Int?) { product, rows in
            guard let (product, isTooLarge) = product.map({ $0.multipliedReportingOverflow(by: rows) }), !isTooLarge
            else { return nil }
            return product
        }
    }

    mutating func commit(_ amount: Money) { committed += amount }

    /// Failed tasks are free, and a script may go on after them: nothing of what was committed is certain.
    mutating func forgetCommitted() { committed = .zero }
}
