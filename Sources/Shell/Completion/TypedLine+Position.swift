import ShellLanguage

extension TypedLine {
    /// What the cursor stands behind.
    enum Position {
        /// Nothing of a command.
        ///
        /// - Parameter isFirst: whether nothing stands before it, so that `try` may.
        case command(isFirst: Bool)
        /// A command that does not exist.
        case unknown
        /// A command, and the words of it that are finished.
        case arguments(CommandSpec, given: ArraySlice<Word>)
    }

    /// Where the cursor stands, and the file of the `each` around it.
    var position: (Position, rowFile: String?) {
        var before = finished[...]
        if before.first?.raw == "try" { before.removeFirst() }
        if before.count >= 2, before[before.startIndex + 1].raw == "=" { before.removeFirst(2) }
        var isFirst = true
        var rowFile: String?
        while true {
            guard let name = before.first?.raw else { return (.command(isFirst: isFirst), rowFile) }
            guard let spec = CommandTable.command(name)?.spec else { return (.unknown, rowFile) }
            let arguments = before.dropFirst()
            guard let count = spec.shape.nestedAfter, arguments.count >= count else {
                return (.arguments(spec, given: arguments), rowFile)
            }
            if spec.name == EachCommand.spec.name { rowFile = arguments.first?.meaning }
            before = arguments.dropFirst(count)
            isFirst = false
        }
    }
}
