import NexusFlowAPI
import ShellLanguage

/// Files that lines read: scripts, rows, texts.
extension Checker {
    /// How deep `source` may nest.
    static let maximumDepth = 64

    // MARK: Sourced files

    /// Checks the script that a line sources as if it stood there.
    mutating func followSource(_ command: Command) {
        guard case .operand(let word)? = command.arguments.first else { return }
        guard let path = word.literal else { return forgetAll() }
        let place = environment.absolutePath(path, below: loading.last.map(Session.folder))
        let file = path == "-" ? path : FileAccess.canonical(place)
        guard !loading.contains(file) else { return reportCycle(to: file, named: path, word.span) }
        guard loading.count < Self.maximumDepth else {
            return report("files source each other more than \(Self.maximumDepth) deep", word.span)
        }
        // What the lines before write is checked when it is there.
        guard !files.isReplaced(file) else { return forgetAll() }
        let isSettled = files.isSettled(file)
        if isSettled, followed.contains(file) { return }
        switch ScriptFile.load(path, below: loading.last, in: environment) {
        case .failure(let error):
            guard isSettled else { return forgetAll() }
            guard !isForgiven else { return }
            report(error.message, word.span, hint: error.remedy)
            // Its names would be missing below, which is the same mistake.
            hasUnknownNames = true
        case .success(let loaded):
            let script = CheckedScript(
                loaded: loaded, parsed: parse(loaded.source, shapes: CommandTable.shape))
            if isSettled {
                followed.insert(file)
                sources.keep(script, at: file)
            }
            let wasDoubtful = isDoubtful
            isDoubtful = wasDoubtful || !isSettled
            loading.append(file)
            check(script, sourcedAt: word.span)
            loading.removeLast()
            isDoubtful = wasDoubtful
            if !isSettled { forgetAll() }
        }
    }

    private mutating func reportCycle(to file: String, named path: String, _ span: Span) {
        let round = loading.drop { $0 != file } + [file]
        let names = round.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        report(
            "\(sanitised(path)) is already being read: it would source itself for ever", span,
            hint: sanitised(names.joined(separator: " → ")))
    }

    /// Takes note that a script runs whose text is not known yet.
    mutating func forgetAll() {
        hasUnknownNames = true
        bindings = bindings.mapValues { _ in .anything }
        forecast.forget()
        files.noteShellCommand()
        bill.forgetCommitted()
    }

    // MARK: Rows

    mutating func checkNested(_ command: Command, _ spec: CommandSpec) {
        guard let nested = command.nested.first else {
            return report(
                "\(spec.name) needs a command behind its file", command.span, hint: "write: \(spec.usage)")
        }
        guard nested.name.text != SourceCommand.spec.name else {
            return report("a script has no rows: \(spec.name) cannot source one", nested.name.span)
        }
        let outer = rowColumns
        let table = table(of: command)
        rowColumns = table.map { .known($0.columns) } ?? .unknown
        // Each row costs: the rows are counted here, and the prices of one below.
        bill.times.append(table?.rows.count ?? 0)
        check(nested)
        bill.times.removeLast()
        rowColumns = outer
    }

    /// The rows of the file that a line names, if they are known before the run.
    private mutating func table(of command: Command) -> CSVTable? {
        guard case .operand(let word)? = command.arguments.first, let path = word.literal else { return nil }
        let place = environment.absolutePath(path, below: loading.last.map(Session.folder))
        guard files.isSettled(place) else { return nil }
        let bytes: [UInt8]
        do {
            // What is no file, such as a pipe, can be read once only.
            guard try FileAccess.isFile(place) else { return nil }
            bytes = try FileAccess.read(place)
        } catch {
            if !isForgiven { report(ShellError.wrapping(error), word.span) }
            return nil
        }
        let (source, diagnostics) = decode(bytes, name: path)
        guard diagnostics.isEmpty else {
            if !isForgiven {
                report("\(sanitised(path)) cannot be read: \(diagnostics[0].message)", word.span)
            }
            return nil
        }
        do {
            return try CSVTable(source.text)
        } catch {
            if !isForgiven {
                report("\(sanitised(path)), line \(error.line): \(sanitised(error.message))", word.span)
            }
            return nil
        }
    }

    // MARK: Texts

    /// The file behind `@path`: whether it is there and holds text.
    mutating func checkTextFile(_ word: Word) {
        guard let path = word.literal, !isForgiven else { return }
        let place = environment.absolutePath(path, below: loading.last.map(Session.folder))
        guard files.isSettled(place) else { return }
        do {
            guard try FileAccess.isFile(place) else { return }
            let bytes = try FileAccess.read(place)
            if String(validating: bytes, as: UTF8.self) == nil {
                report("\(sanitised(path)) is not UTF-8 text", word.span, hint: "save it as UTF-8")
            }
        } catch {
            report(ShellError.wrapping(error), word.span)
        }
    }

    private mutating func report(_ error: ShellError, _ span: Span) {
        report(error.message, span, hint: error.remedy)
    }

    // MARK: What a line writes

    mutating func noteFiles(of command: Command, _ spec: CommandSpec) {
        switch command.redirect {
        case .write(let word, _), .append(let word, _): noteWriting(to: word)
        case .pipe: files.noteShellCommand()
        case nil: break
        }
        guard spec.name != SourceCommand.spec.name, spec.shape.nestedAfter == nil else { return }
        var index = 0
        for argument in command.arguments {
            switch argument {
            case .operand(let word):
                if case .path? = (index < spec.operands.count ? spec.operands[index] : spec.operands.last)?.kind {
                    noteWriting(to: word)
                }
                index += 1
            case .option(let option):
                if !spec.takesNames, case .path? = spec.option(option.name.text)?.kind { noteWriting(to: option.value) }
            }
        }
    }

    private mutating func noteWriting(to word: Word) {
        guard let path = word.literal else { return files.noteShellCommand() }
        files.noteWriting(to: environment.absolutePath(path))
    }
}
