/// The two streams of the program, and the person who may be at the other end.
package protocol Console: Sendable {
    /// Writes to standard output: results, and nothing else.
    func result(_ text: String)

    /// Writes to standard error: everything that is no result.
    func message(_ text: String)

    /// Replaces the lines of the live region at the bottom of the terminal; none removes it. Does nothing where standard
    /// error is no terminal.
    func live(_ lines: [String])

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
