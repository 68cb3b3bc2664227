import CEditline

/// Which keys do what: libedit's defaults, then those below, with the user's `~/.editrc` between them.
enum KeyBindings {
    /// A function that `bind` knows by name. libedit hands callbacks no context but the editor, so each is its own.
    private struct Function {
        let name: String
        let help: String
        let call: editline_function
    }

    static func install(in editor: OpaquePointer, userFile: String?) {
        _ = editline_set_keymap(editor, "emacs")
        for function in functions {
            _ = editline_add_function(editor, function.name, function.help, function.call)
        }
        for (key, name) in emacsKeys { _ = editline_bind(editor, key, name) }
        el_source(editor, userFile)
        let isVi = editline_keymap(editor).map { String(cString: $0) == "vi" } ?? false
        for (key, name) in keys {
            _ = editline_bind(editor, key, name)
            if isVi { _ = editline_bind_alternative(editor, key, name) }
        }
        if isVi {
            for (key, name) in viInsertKeys { _ = editline_bind(editor, key, name) }
            for (key, name) in viCommandKeys { _ = editline_bind_alternative(editor, key, name) }
        }
    }

    private static func act(_ editor: OpaquePointer?, _ action: (EditSession) -> EditSession.After) -> UInt8 {
        guard let editor, let client = LineEngine.client(of: editor) else { return UInt8(CC_ERROR) }
        let session = Unmanaged<EditSession>.fromOpaque(client).takeUnretainedValue()
        switch action(session) {
        case .goOn: return UInt8(CC_REFRESH)
        case .end: return UInt8(CC_EOF)
        }
    }

    private static let functions = [
        Function(name: "line-accept", help: "Accept the entry, or start another line of it") { editor, _ in
            act(editor) { $0.accept() }
        },
        Function(name: "line-new", help: "Start another line") { editor, _ in act(editor) { $0.insertNewLine() } },
        Function(name: "line-interrupt", help: "Drop the line") { editor, _ in act(editor) { $0.interrupt() } },
        Function(name: "line-delete-or-end", help: "Delete a character, or end the input") { editor, _ in
            act(editor) { $0.deleteOrEnd() }
        },
        Function(name: "line-suspend", help: "Suspend the program") { editor, _ in act(editor) { $0.suspend() } },
        Function(name: "line-clear-screen", help: "Clear the screen") { editor, _ in
            act(editor) { $0.clearScreen() }
        },
        Function(name: "line-complete", help: "Complete the word") { editor, _ in act(editor) { $0.complete() } },
        Function(name: "line-search", help: "Search the history") { editor, _ in act(editor) { $0.search() } },
        Function(name: "line-edit", help: "Edit in $EDITOR") { editor, _ in act(editor) { $0.editExternally() } },
        Function(name: "line-paste", help: "Insert a paste") { editor, _ in act(editor) { $0.insertPaste() } },
        Function(name: "line-up", help: "A line up, or an older entry") { editor, _ in act(editor) { $0.up() } },
        Function(name: "line-down", help: "A line down, or a newer entry") { editor, _ in act(editor) { $0.down() } },
        Function(name: "line-older", help: "An older entry") { editor, _ in act(editor) { $0.olderEntry() } },
        Function(name: "line-newer", help: "A newer entry") { editor, _ in act(editor) { $0.newerEntry() } },
        Function(name: "line-left", help: "A character left") { editor, _ in act(editor) { $0.moveLeft() } },
        Function(name: "line-right", help: "A character right") { editor, _ in act(editor) { $0.moveRight() } },
        Function(name: "line-word-right", help: "Behind the next word") { editor, _ in
            act(editor) { $0.moveWordRight() }
        },
        Function(name: "line-start", help: "To the start of the line") { editor, _ in
            act(editor) { $0.moveToLineStart() }
        },
        Function(name: "line-end", help: "To the end of the line") { editor, _ in act(editor) { $0.moveToLineEnd() } },
        Function(name: "line-delete", help: "Delete the character under the cursor") { editor, _ in
            act(editor) { $0.deleteNext() }
        },
        Function(name: "line-delete-previous", help: "Delete the character before the cursor") { editor, _ in
            act(editor) { $0.deletePrevious() }
        },
        Function(name: "line-undo", help: "Undo") { editor, _ in act(editor) { $0.undo() } },
        Function(name: "line-redo", help: "Redo") { editor, _ in act(editor) { $0.redo() } },
        Function(name: "line-nothing", help: "Nothing") { editor, _ in act(editor) { _ in .goOn } },
    ]

    /// Defaults of emacs mode, which `~/.editrc` may change.
    private static let emacsKeys = [
        ("^B", "line-left"), ("^F", "line-right"), ("^A", "line-start"), ("^E", "line-end"),
        ("^P", "line-older"), ("^N", "line-newer"), ("^_", "line-undo"), ("\\e_", "line-redo"),
        ("^R", "line-search"), ("^X^E", "line-edit"), ("^X^U", "line-undo"),
        ("\\e[A", "line-up"), ("\\eOA", "line-up"), ("\\e[B", "line-down"), ("\\eOB", "line-down"),
        ("\\e[C", "line-right"), ("\\eOC", "line-right"), ("\\e[D", "line-left"), ("\\eOD", "line-left"),
        ("\\e[1;3C", "line-word-right"), ("\\e[1;5C", "line-word-right"), ("\\ef", "line-word-right"),
        ("\\e[3~", "line-delete"), ("\\e^M", "line-new"), ("\\e^J", "line-new"),
    ]

    /// What holds in every mode: these keep the editor's own promises.
    private static let keys =
        [
            ("^M", "line-accept"), ("^J", "line-accept"), ("^C", "line-interrupt"), ("^D", "line-delete-or-end"),
            ("^Z", "line-suspend"), ("^L", "line-clear-screen"), ("^I", "line-complete"),
            ("^?", "line-delete-previous"), ("^H", "line-delete-previous"),
        ] + EditingKey.allCases.map { ($0.bindName, function(of: $0)) }

    /// Vi's insert mode, where libedit would insert these as they are.
    private static let viInsertKeys = [
        ("^X^E", "line-edit"), ("^R", "line-search"), ("^_", "line-undo"), ("^P", "line-older"), ("^N", "line-newer"),
    ]

    /// Vi's command mode: what would ask libedit's own history, which is empty.
    private static let viCommandKeys = [
        ("k", "line-older"), ("j", "line-newer"), ("-", "line-older"), ("+", "line-newer"), ("^P", "line-older"),
        ("^N", "line-newer"), ("/", "line-search"), ("?", "line-search"), ("^R", "line-redo"), ("u", "line-undo"),
        ("v", "line-edit"), ("^?", "line-left"), ("^H", "line-left"),
    ]

    private static func function(of key: EditingKey) -> String {
        switch key {
        case .paste: "line-paste"
        case .up: "line-up"
        case .down: "line-down"
        case .left: "line-left"
        case .right: "line-right"
        case .home: "line-start"
        case .end: "line-end"
        case .delete: "line-delete"
        case .newLine: "line-new"
        case .wordLeft: "ed-prev-word"
        case .wordRight: "line-word-right"
        case .backTab: "line-complete"
        case .nothing: "line-nothing"
        }
    }
}
