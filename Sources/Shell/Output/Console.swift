/// The two streams of the program, and the person who may be at the other end.
package protocol Console: Sendable {
    /// Writes to standard output: results, and nothing else.
    func result(_ text: String)

    /// Why results could not be written since the last time that this was asked, in the system's words: a full disk, a
    /// closed stream. A reader that has enough and goes away is none.
    func takeResultFailure() -> String?

    /// Writes to standard error: everything that is no result.
    func message(_ text: String)

    /// Replaces the lines of the live region at the bottom of the terminal; none removes it. Does nothing where standard
    /// error is no terminal.
    func live(_ lines: [String])

    /// Keeps messages back while another program has the terminal; ``release()`` shows them.
    func hold()
    func release()

    /// Asks the person for one line; `nil` if there is none to ask, or no answer.
    func ask(_ question: String) async -> String?

    /// Asks for one line that the terminal does not show; where nobody is at one, takes the next line of standard input.
    /// `nil` if there is none, or the asking was cancelled.
    func askSecretly(_ question: String) async -> String?

    /// Whether there is a person who can be asked: a terminal at both ends.
    var canAsk: Bool { get }

    var resultIsTerminal: Bool { get }
    var messageIsTerminal: Bool { get }
    /// Columns of the terminal, 80 if there is none.
    var width: Int { get }
    /// Rows of the terminal, 24 if there is none.
    var height: Int { get }
}

extension Console {
    /// Checks that what was printed since the last time has arrived.
    ///
    /// - Throws: ``ShellError`` if results could not be written.
    package func requireResults() throws(ShellError) {
        guard let reason = takeResultFailure() else { return }
        throw ShellError(.trouble, "standard output cannot be written: \(reason)")
    }
}
