extension Parser {
    /// How far the prompt of a line is read. A prompt is sent and billed as it stands, so what could change it silently
    /// is an error.
    struct Prompt {
        enum Kind {
            case none
            case bare
            case quoted
        }

        var kind = Kind.none
        /// The last argument is one of its words.
        var isOpen = false
        /// The first option behind its words.
        var option: Span?
        /// One mistake of each sort is told.
        var hasQuoteError = false
        var hasOrderError = false

        mutating func add(_ option: Option) {
            if kind == .bare, self.option == nil { self.option = option.name.span }
            isOpen = false
        }
    }

    private static let quoteHint = "put quotes around the whole prompt"

    /// An operand of a command whose operands are a prompt.
    mutating func readPromptWord(_ prompt: inout Prompt) -> Word {
        let start = position
        if prompt.kind == .quoted {
            let word = readWord(.operand(CommandShape()))
            if !prompt.hasOrderError, !line.isTorn {
                prompt.hasOrderError = true
                report(
                    "a word stands beside a quoted prompt",
                    at: word.span,
                    hint: "take it into the quotes; options are written NAME=value"
                )
            }
            return word
        }
        if prompt.kind == .bare, let option = prompt.option, !prompt.hasOrderError, !line.isTorn {
            prompt.hasOrderError = true
            report(
                "an option stands between the words of a bare prompt",
                at: option,
                hint: "put it before or behind them, or quotes around the prompt"
            )
        }
        let word: Word
        if prompt.kind == .none, bytes[start] != Byte.less || isAtHeredoc {
            word = readWord(.value)
        } else {
            word = readUnquoted()
        }
        switch word.form {
        case .bare, .at:
            checkPromptWord(word, in: &prompt)
            if word.form == .bare { prompt.kind = .bare }
        case .quoted, .rawQuoted, .heredoc:
            prompt.kind = .quoted
        }
        prompt.isOpen = prompt.kind == .bare
        return word
    }

    private mutating func checkPromptWord(_ word: Word, in prompt: inout Prompt) {
        let start = word.span.start
        guard !prompt.hasQuoteError, !line.isTorn else { return }
        let first = bytes[start]
        if first == Byte.hyphen, byte(at: start + 1) == Byte.hyphen {
            report(
                "a word that begins with '--' in a bare prompt",
                at: word.span,
                hint: "options are written NAME=value; if it is meant, \(Self.quoteHint)"
            )
        } else if first == Byte.less {
            report("a word that begins with '<' in a bare prompt", at: word.span, hint: Self.quoteHint)
        } else if first.isQuote {
            report("a quote begins inside a bare prompt", at: Span(start, start + 1), hint: Self.quoteHint)
        } else {
            return
        }
        prompt.hasQuoteError = true
    }

    /// A comment or redirect stands behind the arguments; right behind the words of a bare prompt it could be meant as
    /// one of them.
    mutating func checkPromptEnd(_ prompt: Prompt, before what: String, at span: Span) {
        guard prompt.isOpen, !line.isTorn else { return }
        line.isTorn = true
        report("\(what) inside a bare prompt", at: span, hint: Self.quoteHint)
    }
}
