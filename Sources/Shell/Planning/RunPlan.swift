package import NexusFlowAPI
import TaskLedger

/// What a script would submit, in order: the interpreter runs, and what it would send is noted here instead.
package final class RunPlan {
    /// What would be done about one submit.
    enum Action: Hashable {
        case new
        /// It was sent in the run that would be taken up, and failed or was refused: it would be sent again.
        case anew(Int)
        /// It succeeded in the run that would be taken up.
        case reuse(Int)
        /// It runs already.
        case reattach(Int)
        /// It may have been paid, and has no result: the run would stop there.
        case stuck(Int)
        /// It ran, and its time passed before it was fetched: the run would stop there.
        case missed(Int)

        var word: String {
            switch self {
            case .new: "new"
            case .anew: "again"
            case .reuse: "reused"
            case .reattach: "reattached"
            case .stuck: "unknown"
            case .missed: "expired"
            }
        }

        var task: Int? {
            switch self {
            case .new: nil
            case .anew(let number), .reuse(let number), .reattach(let number), .stuck(let number),
                .missed(let number):
                number
            }
        }

        var pays: Bool {
            switch self {
            case .new, .anew: true
            case .reuse, .reattach, .stuck, .missed: false
            }
        }
    }

    struct Row {
        let submit: PreparedSubmit
        let action: Action
    }

    private(set) var rows: [Row] = []
    /// What later lines go on with in place of tasks.
    let standIns = SubmitCollector()

    init() {}

    func add(_ submit: PreparedSubmit, _ action: Action) { rows.append(Row(submit: submit, action: action)) }

    /// What the run would end with at the first submit that it could not go past; `nil` if there is none.
    var obstacle: ExitStatus? {
        for row in rows {
            switch row.action {
            case .stuck: return .unknownOutcome
            case .missed: return .taskFailed
            case .new, .anew, .reuse, .reattach: continue
            }
        }
        return nil
    }

    /// What the rows that would be paid come to.
    var spending: RunSpending {
        var spending = RunSpending()
        for row in rows where row.action.pays {
            spending.committed += row.submit.price?.high ?? .zero
            if row.submit.price == nil { spending.unpriced += 1 }
        }
        return spending
    }

    /// The sum of what would be paid, `nil` if one of it has no price.
    package var sum: PriceRange? {
        let prices = rows.filter(\.action.pays).map(\.submit.price)
        return prices.contains { $0 == nil } ? nil : prices.compactMap { $0 }.reduce(.zero, +)
    }
}
