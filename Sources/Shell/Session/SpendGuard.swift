package import NexusFlowAPI
package import TaskLedger

/// Whether what is about to be sent is within the ceilings: a function of its price and of what the run has come to.
///
/// The ledger looks again when the intents are written down, in one transaction; this says beforehand what is wrong.
package struct SpendGuard: Hashable, Sendable {
    package enum Decision: Hashable, Sendable {
        case go
        /// Above `confirm`: somebody must say yes.
        case ask
    }

    /// What may not be exceeded, by its name.
    package struct Ceiling: Hashable, Sendable {
        let name: String
        let amount: Money
    }

    /// The service costs nothing.
    var isLocal = false
    /// Somebody is there who can be asked, and sees what happens.
    var isAttended = false
    /// `--yes`
    var assumesYes = false
    /// `--max-cost`
    var maximumCost: Money?
    var budget: Money?
    var confirm: Money?

    /// The ceilings that hold, the lowest first.
    package var ceilings: [Ceiling] {
        [
            budget.map { Ceiling(name: "budget", amount: $0) },
            maximumCost.map { Ceiling(name: "--max-cost", amount: $0) },
        ]
        .compactMap { $0 }.sorted { $0.amount < $1.amount }
    }

    /// What the lowest ceiling leaves; `nil` without one.
    package func left(after spent: RunSpending) -> Money? {
        ceilings.first.map { max($0.amount - spent.total, .zero) }
    }

    /// Decides about requests before they are written down.
    ///
    /// - Parameters:
    ///   - price: of all of them; `nil` if one has none.
    ///   - model: the one without a price.
    ///   - spent: what the run has come to.
    /// - Throws: ``ShellError`` with ``ExitStatus/refused`` where a ceiling forbids it.
    package func decide(_ price: PriceRange?, model: String, spent: RunSpending) throws(ShellError) -> Decision {
        for ceiling in ceilings {
            guard let price else {
                throw ShellError(
                    .refused, "\(model) has no price here, so the \(ceiling.name) of \(ceiling.amount) cannot hold",
                    remedy: "add its price to the catalogue, or lift the ceiling")
            }
            guard spent.unpriced == 0 else {
                throw ShellError(
                    .refused,
                    "\(spent.unpriced) of this run's tasks have no price, so the \(ceiling.name) of \(ceiling.amount) cannot hold",
                    remedy: "nothing was sent; lift the ceiling, or start anew")
            }
            guard spent.total + price.high <= ceiling.amount else {
                throw ShellError(
                    .refused,
                    "this would cost \(price), and \(spent.total) of the \(ceiling.name) of \(ceiling.amount) is committed",
                    remedy: "nothing was sent; raise the \(ceiling.name), or choose something cheaper")
            }
        }
        if isLocal { return .go }
        if !isAttended, !assumesYes, ceilings.isEmpty {
            throw ShellError(
                .refused, "a run that pays needs to be told how much it may",
                remedy: "nothing was sent; give --max-cost USD or --yes, or set budget=USD in the script")
        }
        if !assumesYes, let confirm, (price?.high ?? .maximum) > confirm { return .ask }
        return .go
    }
}

extension Session {
    /// The ceilings and habits that hold now.
    package var spendGuard: SpendGuard {
        SpendGuard(
            isLocal: isLocal, isAttended: options.isInteractive || console.canAsk, assumesYes: options.assumesYes,
            maximumCost: options.maximumCost, budget: settings.budget, confirm: settings.confirm)
    }

    /// What this session has come to so far.
    package func spending() async throws -> RunSpending {
        guard let run else { return RunSpending() }
        return try await ledger().spending(ofRun: run)
    }
}
