package import Media

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
    /// error is no terminal, or one that cannot draw in place.
    func live(_ lines: [String])

    /// Writes a sequence for the terminal on standard error, which shows nothing and moves no cursor. Does nothing where
    /// there is none.
    func control(_ sequence: String)

    /// Leaves the terminal to another program: what is to be said meanwhile is kept back.
    func lendTerminal()

    /// Takes the terminal back as it was lent, whatever the other program left, and says what was kept back.
    func takeBackTerminal()

    /// What the terminal understands.
    var terminal: TerminalKnowledge { get }

    /// Asks the person for one line; `nil` if there is none to ask, or no answer.
    func ask(_ question: String) async -> String?

    /// Asks for one line that the terminal does not show; where nobody is at one, takes the next line of standard input.
    /// `nil` if there is none, or the asking was cancelled.
    func askSecretly(_ question: String) async -> String?

    /// Asks the terminal itself, by a sequence that it answers, and waits for that no longer than a second.
    ///
    /// - Parameter isWhole: whether nothing more is to come of an answer.
    /// - Returns: what came of it; nothing where there is no terminal at both ends, or somebody has typed ahead, so that
    ///   what is typed is not taken for an answer.
    func query(_ question: String, until isWhole: @Sendable ([UInt8]) -> Bool) async -> [UInt8]

    /// Whether there is a person who can be asked: a terminal at both ends.
    var canAsk: Bool { get }

    var resultIsTerminal: Bool { get }
    var messageIsTerminal: Bool { get }
    /// Columns of the terminal, 80 if there is none.
    var width: Int { get }
    /// Rows of the terminal, 24 if there is none.
    var height: Int { get }
    /// How large a character of the terminal is; `nil` if it does not say.
    var cellSize: CellSize? { get }
}

extension Console {
    /// Whether lines can be drawn again in place.
    package var canRedraw: Bool { messageIsTerminal && terminal.movesCursor }

    /// Checks that what was printed since the last time has arrived.
    ///
    /// - Throws: ``ShellError`` if results could not be written.
    package func requireResults() throws(ShellError) {
        guard let reason = takeResultFailure() else { return }
        throw ShellError(.trouble, "standard output cannot be written: \(reason)")
    }
}
