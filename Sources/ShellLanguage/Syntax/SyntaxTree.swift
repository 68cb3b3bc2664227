/// A parsed text: its statements and comments, and what is wrong with it.
package struct Script: Hashable, Sendable {
    package var statements: [Statement]
    /// Every comment, in order, with its `#`; the formatter keeps them.
    package var comments: [Comment]

    package init(statements: [Statement], comments: [Comment]) {
        self.statements = statements
        self.comments = comments
    }
}

package struct Comment: Hashable, Sendable {
    package var text: String
    package var span: Span
}

/// One line of the language with its continuations.
package enum Statement: Hashable, Sendable {
    case command(Command)
    /// `!COMMAND`: what stands behind the exclamation mark, as typed.
    case shell(String, span: Span)

    package var span: Span {
        switch self {
        case .command(let command): command.span
        case .shell(_, let span): span
        }
    }
}

/// `[try] [NAME =] NAME operand… option… [redirect]`
package struct Command: Hashable, Sendable {
    /// Where `try` stands, if it does.
    package var tryKeyword: Span?
    /// The name that the result is bound to.
    package var capture: Name?
    package var name: Name
    /// Operands and options in the order in which they stand.
    package var arguments: [Argument]
    /// For commands whose last operand is raw (``CommandShape/rawTail``): the rest of the line as typed.
    package var rawTail: RawText?
    /// For commands that run another one (``CommandShape/nestedAfter``): that command. It has no capture, `try` or
    /// redirect of its own.
    package var nested: [Command]
    package var redirect: Redirect?
    package var span: Span
}

package struct Name: Hashable, Sendable {
    package var text: String
    package var span: Span
}

package struct RawText: Hashable, Sendable {
    package var text: String
    package var span: Span
}

package enum Argument: Hashable, Sendable {
    case operand(Word)
    case option(Option)

    package var span: Span {
        switch self {
        case .operand(let word): word.span
        case .option(let option): option.span
        }
    }
}

/// `NAME=value`, without blanks around the sign.
package struct Option: Hashable, Sendable {
    package var name: Name
    package var value: Word
    package var span: Span
}

/// One word: what is left of it after expansion is exactly one argument.
package struct Word: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        case bare
        /// `'…'`: nothing in it is special.
        case rawQuoted
        /// `"…"`
        case quoted
        /// `<<TAG`, or with `raw` `<<'TAG'`.
        case heredoc(tag: String, raw: Bool)
        /// `@path` as the value of an option, and `@12` as an operand: the text behind the sign is in the pieces. Only a
        /// bare word can be one. Which of the two it is depends on the option or operand, so the interpreter decides.
        case at
    }

    package var form: Form
    package var pieces: [Piece]
    /// Of a heredoc, the span of its `<<TAG`.
    package var span: Span

    package init(form: Form, pieces: [Piece], span: Span) {
        self.form = form
        self.pieces = pieces
        self.span = span
    }
}

/// A part of a word.
package enum Piece: Hashable, Sendable {
    /// Text with its escapes resolved. `span` is where it stands in the source.
    case text(String, span: Span)
    /// A brace written `\{` or `\}`, which never begins or ends a variant.
    case escapedBrace(String, span: Span)
    case variable(Variable)

    package var span: Span {
        switch self {
        case .text(_, let span), .escapedBrace(_, let span): span
        case .variable(let variable): variable.span
        }
    }
}

/// `$name`, `${name}`, `$name.field.field`, `${name:-default}`, `${env.NAME}`, `$1`, `$@`
package struct Variable: Hashable, Sendable {
    package enum Base: Hashable, Sendable {
        case named(String)
        /// `$1` to `$9`.
        case argument(Int)
        /// `$@`
        case allArguments
    }

    package var base: Base
    /// The names behind dots. `$env.NAME` is the variable `env` with the field `NAME`.
    package var fields: [String]
    /// What stands behind `:-`, taken literally.
    package var fallback: String?
    package var span: Span
}

/// Where the output of a command goes.
package enum Redirect: Hashable, Sendable {
    /// `> path`
    case write(Word, span: Span)
    /// `>> path`
    case append(Word, span: Span)
    /// `| shell command to the end of the line`, as typed.
    case pipe(String, span: Span)

    package var span: Span {
        switch self {
        case .write(_, let span), .append(_, let span), .pipe(_, let span): span
        }
    }
}
