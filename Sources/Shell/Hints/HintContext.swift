package import NexusFlowAPI
package import TaskLedger

/// What decides what a line that is being typed would cost: a value that whoever runs the session hands over between two
/// lines.
package struct HintContext: Sendable {
    package var settings = Settings()
    /// What names are bound to.
    package var variables: [String: Value] = [:]
    /// What the ceiling leaves; `nil` without one.
    package var left: Money?
    /// The one task that a reference names, if it names one.
    package var task: @Sendable (TaskReference) -> TaskRecord? = { _ in nil }

    /// Knows a fresh session.
    package init() {}
}

extension Interpreter {
    /// The session as it is now, and its ledger as it will be when it is looked at.
    package func hintContext() async -> HintContext {
        var context = HintContext()
        context.settings = session.settings
        context.variables = session.variables
        let guardian = session.spendGuard
        if !guardian.ceilings.isEmpty, let spent = try? await session.spending() {
            context.left = guardian.left(after: spent)
        }
        guard let ledger = try? await session.environment.backend.ledger() else { return context }
        context.task = { [submitted = session.submitted] reference in
            switch reference {
            case .number(let number): try? ledger.task(number)
            case .newest(let back) where submitted.isEmpty: try? ledger.newest(offset: back - 1)
            case .newest(let back): submitted.dropLast(back - 1).last.flatMap { try? ledger.task($0) }
            case .id(let prefix):
                (try? ledger.tasks(idPrefix: prefix, limit: 2)).flatMap { $0.count == 1 ? $0[0] : nil }
            case .range, .running, .failed, .all, .tag, .rated: nil
            }
        }
        return context
    }

    /// Whether messages are coloured.
    package var usesColor: Bool { session.messagePalette.isColoured }
}
