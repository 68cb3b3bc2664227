extension Script {
    /// The same script without its places: two texts that say the same have equal ones, whatever their layout.
    package var normalised: Script {
        Script(
            statements: statements.map(\.normalised),
            comments: comments.map { Comment(text: $0.text, span: .nowhere) }
        )
    }
}

extension Statement {
    /// The same statement without its places.
    package var normalised: Statement {
        switch self {
        case .command(let command): .command(command.normalised)
        case .shell(let text, _): .shell(text, span: .nowhere)
        }
    }
}

extension Command {
    /// The same command without its places.
    package var normalised: Command {
        Command(
            tryKeyword: tryKeyword.map { _ in .nowhere },
            capture: capture?.normalised,
            name: name.normalised,
            arguments: arguments.map(\.normalised),
            rawTail: rawTail.map { RawText(text: $0.text, span: .nowhere) },
            nested: nested.map(\.normalised),
            redirect: redirect?.normalised,
            span: .nowhere
        )
    }
}

extension Span {
    fileprivate static var nowhere: Span { Span(0, 0) }
}

extension Name {
    fileprivate var normalised: Name { Name(text: text, span: .nowhere) }
}

extension Argument {
    fileprivate var normalised: Argument {
        switch self {
        case .operand(let word): .operand(word.normalised)
        case .option(let option):
            .option(Option(name: option.name.normalised, value: option.value.normalised, span: .nowhere))
        }
    }
}

extension Redirect {
    fileprivate var normalised: Redirect {
        switch self {
        case .write(let path, _): .write(path.normalised, span: .nowhere)
        case .append(let path, _): .append(path.normalised, span: .nowhere)
        case .pipe(let command, _): .pipe(command, span: .nowhere)
        }
    }
}

extension Word {
    /// The same word without its places; texts that stand side by side are one.
    package var normalised: Word {
        var result: [Piece] = []
        var run = ""
        func endRun() {
            if !run.isEmpty { result.append(.text(run, span: .nowhere)) }
            run = ""
        }
        for piece in pieces {
            switch piece {
            case .text(let text, _): run += text
            case .escapedBrace(let brace, _):
                endRun()
                result.append(.escapedBrace(brace, span: .nowhere))
            case .variable(var variable):
                endRun()
                variable.span = .nowhere
                result.append(.variable(variable))
            }
        }
        endRun()
        return Word(form: form, pieces: result, span: .nowhere)
    }
}
