/// How well a fact about the API is known. It decides what a rule may do: only a documented one refuses a request, any
/// other warns, since the server is always right.
package enum Provenance: String, CaseIterable, Sendable {
    /// The API's own page on video generation says so.
    case documented
    /// Another page of the same API says so.
    case sibling
    /// The vendor behind the model says so; the API may differ.
    case upstream
    /// Nobody says; this program chose.
    case assumed
}
