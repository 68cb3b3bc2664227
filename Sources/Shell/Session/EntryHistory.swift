/// What a person has typed at the prompt, in this shell and others.
package protocol EntryHistory: Sendable {
    /// Whole entries in the order in which they count, the newest of this shell last.
    func entries() async -> [String]
}
