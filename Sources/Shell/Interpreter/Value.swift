/// What a name is bound to.
package enum Value: Hashable, Sendable {
    case text(String)
    /// A captured task, by its ledger number.
    case task(Int)
    /// A captured set of tasks.
    case tasks([Int])
}
