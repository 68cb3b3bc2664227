package import NexusFlowAPI

/// What the session has spent or may still have to pay, and whether the next submit is within the ceilings.
///
/// Counts the top of a price range: a ceiling that a range may break is no ceiling.
package struct SpendGuard: Sendable {
    package enum Decision: Hashable, Sendable {
        case go
        /// Above `confirm`: somebody must say yes.
        case ask
    }

    private let isLocal: Bool
    private let isInteractive: Bool
    private let maximumCost: Money?
    private let assumesYes: Bool
    /// Tops of the prices of what was sent, less what turned out to be free.
    package private(set) var committed = Money.zero

    init(isLocal: Bool, isInteractive: Bool, maximumCost: Money?, assumesYes: Bool) {
        self.isLocal = isLocal
        self.isInteractive = isInteractive
        self.maximumCost = maximumCost
        self.assumesYes = assumesYes
    }

    /// Decides about one request before it is sent.
    ///
    /// - Throws: ``ShellError`` with ``ExitStatus/refused`` where a ceiling forbids it.
    package func decide(
        _ price: PriceRange?, model: String, budget: Money?, confirm: Money?
    ) throws(ShellError) -> Decision {
        let ceilings = [(budget, "budget"), (maximumCost, "--max-cost")].compactMap { amount, name in
            amount.map { (amount: $0, name: name) }
        }
        for ceiling in ceilings {
            guard let price else {
                throw ShellError(
                    .refused, "\(model) has no price here, so the \(ceiling.name) of \(ceiling.amount) cannot hold",
                    remedy: "add its price to the catalogue, or lift the ceiling")
            }
            guard committed + price.high <= ceiling.amount else {
                throw ShellError(
                    .refused,
                    "this would cost \(price), and \(committed) of the \(ceiling.name) of \(ceiling.amount) is committed",
                    remedy: "nothing was sent; raise the \(ceiling.name), or choose something cheaper")
            }
        }
        if isLocal { return .go }
        if !isInteractive, !assumesYes, ceilings.isEmpty {
            throw ShellError(
                .refused, "a run that pays needs to be told how much it may",
                remedy: "nothing was sent; give --max-cost USD or --yes, or set budget=USD in the script")
        }
        if !assumesYes, let confirm, (price?.high ?? .maximum) > confirm { return .ask }
        return .go
    }

    /// Takes note of a request that was sent.
    package mutating func commit(_ price: PriceRange?) {
        committed += price?.high ?? .zero
    }

    /// Takes note that a request which was counted costs nothing: rejected, failed or never sent.
    package mutating func release(_ price: PriceRange?) {
        committed = committed - (price?.high ?? .zero)
    }
}
