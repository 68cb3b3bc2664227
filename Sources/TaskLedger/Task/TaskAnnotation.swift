/// What a person says of a task that is there: nothing of it reaches the service. `nil` takes it away.
package enum TaskAnnotation: Hashable, Sendable {
    case tag(String?)
    case note(String?)
    /// 1 to 5.
    case rating(Int?)
}
