import Glibc

/// What the keys do, but for history and completion.
extension EditSession {
    /// Enter: a whole entry ends the read, anything less goes on in another line.
    func accept() -> After {
        guard let engine else { return .end }
        let text = String(engine.scalars)
        guard configuration.isComplete(text) else { return insertNewLine() }
        outcome = .entry(text)
        return .end
    }

    func insertNewLine() -> After {
        engine?.insert(["\n"])
        return .goOn
    }

    func interrupt() -> After {
        outcome = .interrupted
        return .end
    }

    func deleteOrEnd() -> After {
        guard let engine, engine.scalars.isEmpty else { return deleteNext() }
        outcome = .endOfFile
        return .end
    }

    /// Stops the whole job, as the terminal would have done, and draws anew when it goes on.
    func suspend() -> After {
        leaveScreen()
        TerminalInUse.setEditing(false)
        modes?.stopEditing()
        kill(0, SIGTSTP)
        // The signal may reach another thread first: by then this one must not have taken the terminal again.
        poll(nil, 0, 100)
        modes?.startEditing()
        TerminalInUse.setEditing(true)
        startOnNewRow()
        return .goOn
    }

    func clearScreen() -> After {
        painter.forget()
        writeAll(Array("\u{1B}[H\u{1B}[2J".utf8), to: configuration.output)
        return .goOn
    }

    /// Inserts a paste as text: its line ends do not accept anything.
    func insertPaste() -> After {
        guard let engine else { return .goOn }
        let text = String(decoding: paste, as: UTF8.self)
        paste = []
        var scalars: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\r": scalars.append("\n")
            case "\n" where scalars.last == "\n" && text.utf8.contains(0x0D): continue
            case "\n", "\t": scalars.append(scalar)
            default:
                if !(0..<0x20).contains(scalar.value) && !(0x7F...0x9F).contains(scalar.value) {
                    scalars.append(scalar)
                }
            }
        }
        // A copied line usually brings its line end along: it would be a second, empty line.
        if engine.cursor == engine.scalars.count {
            while scalars.last == "\n" { scalars.removeLast() }
        }
        engine.insert(scalars)
        return .goOn
    }

    func moveLeft() -> After {
        if let engine { engine.cursor -= Cursor(engine).lengthBefore }
        return .goOn
    }

    /// A character to the right; behind the last one it takes what stands there in grey.
    func moveRight() -> After {
        if let engine, !takeGhost({ $0[...] }) { engine.cursor += Cursor(engine).lengthAfter }
        return .goOn
    }

    /// Behind the next word, which may be one that stands there in grey.
    func moveWordRight() -> After {
        let isTaken = takeGhost { rest in
            let blanks = rest.prefix { $0.properties.isWhitespace }
            return rest.prefix(blanks.count + rest.dropFirst(blanks.count).prefix { !$0.properties.isWhitespace }.count)
        }
        if let engine, !isTaken { engine.cursor = Cursor(engine).wordEnd }
        return .goOn
    }

    /// Makes the part of the shown rest of an entry that `part` chooses text; `false` if none is shown.
    private func takeGhost(_ part: ([Unicode.Scalar]) -> ArraySlice<Unicode.Scalar>) -> Bool {
        guard let ghost, let engine, engine.cursor == engine.scalars.count, String(engine.scalars) == ghost.text else {
            return false
        }
        engine.insert(part(Array(ghost.rest.unicodeScalars)))
        return true
    }

    func moveToLineStart() -> After {
        if let engine { engine.cursor = Cursor(engine).lineStart }
        return .goOn
    }

    func moveToLineEnd() -> After {
        if let engine { engine.cursor = Cursor(engine).lineEnd }
        return .goOn
    }

    func deleteNext() -> After {
        guard let engine else { return .goOn }
        let length = Cursor(engine).lengthAfter
        if length == 0 { beep() }
        engine.delete(engine.cursor..<engine.cursor + length)
        return .goOn
    }

    func deletePrevious() -> After {
        guard let engine else { return .goOn }
        let length = Cursor(engine).lengthBefore
        if length == 0 { beep() }
        engine.delete(engine.cursor - length..<engine.cursor)
        return .goOn
    }

    func undo() -> After { restore(undoLog.undo()) }

    func redo() -> After { restore(undoLog.redo()) }

    private func restore(_ snapshot: UndoLog.Snapshot?) -> After {
        if let snapshot {
            engine?.replace(with: snapshot.scalars, cursor: snapshot.cursor)
        } else {
            beep()
        }
        return .goOn
    }

    /// The text in `$VISUAL` or `$EDITOR`; what was saved becomes the text, and waits for Enter.
    func editExternally() -> After {
        guard let engine else { return .goOn }
        leaveScreen()
        TerminalInUse.setEditing(false)
        modes?.stopEditing()
        do {
            let text = try ExternalEditor(
                command: configuration.editorCommand, input: configuration.input, output: configuration.output
            )
            .edit(String(engine.scalars))
            let scalars = Array(text.unicodeScalars)
            engine.replace(with: scalars, cursor: scalars.count)
        } catch {
            writeAll(Array("\(error)\r\n".utf8), to: configuration.output)
        }
        modes?.startEditing()
        TerminalInUse.setEditing(true)
        startOnNewRow()
        return .goOn
    }

    func beep() { writeAll([0x07], to: configuration.output) }
}

/// The surroundings of the cursor, by user-perceived characters and by lines.
struct Cursor {
    private let scalars: [Unicode.Scalar]
    private let offset: Int

    init(_ engine: LineEngine) {
        scalars = engine.scalars
        offset = engine.cursor
    }

    /// Where the cursor's line begins.
    var lineStart: Int { (scalars[..<offset].lastIndex(of: "\n") ?? -1) + 1 }

    /// Where the cursor's line ends, before its line feed.
    var lineEnd: Int { scalars[offset...].firstIndex(of: "\n") ?? scalars.count }

    /// The scalars of the character before the cursor, 0 at the start.
    var lengthBefore: Int {
        if offset > 0 && scalars[offset - 1] == "\n" { return 1 }
        return TextWidth.clusters(of: Array(scalars[lineStart..<offset])).last?.length ?? 0
    }

    /// The scalars of the character under the cursor, 0 at the end.
    var lengthAfter: Int {
        if offset < scalars.count && scalars[offset] == "\n" { return 1 }
        return TextWidth.clusters(of: Array(scalars[offset..<lineEnd])).first?.length ?? 0
    }

    /// Where the next word ends, as libedit takes words.
    var wordEnd: Int {
        let rest = scalars[offset...]
        let start = rest.firstIndex(where: Self.isInWord) ?? rest.endIndex
        return rest[start...].firstIndex { !Self.isInWord($0) } ?? rest.endIndex
    }

    private static func isInWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII, "*?_-.[]~=".unicodeScalars.contains(scalar) { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber: return true
        default: return scalar.properties.isAlphabetic
        }
    }

    /// The same distance into the line above, `nil` in the first line.
    var above: Int? {
        guard lineStart > 0 else { return nil }
        let end = lineStart - 1
        let start = (scalars[..<end].lastIndex(of: "\n") ?? -1) + 1
        return min(start + offset - lineStart, end)
    }

    /// The same distance into the line below, `nil` in the last line.
    var below: Int? {
        guard lineEnd < scalars.count else { return nil }
        let start = lineEnd + 1
        let end = scalars[start...].firstIndex(of: "\n") ?? scalars.count
        return min(start + offset - lineStart, end)
    }
}

extension String {
    init(_ scalars: some Sequence<Unicode.Scalar>) {
        var view = UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}
