/// What the text was before each change, since libedit can take back only some of its own.
struct UndoLog {
    struct Snapshot: Equatable {
        var scalars: [Unicode.Scalar]
        var cursor: Int
    }

    private var current = Snapshot(scalars: [], cursor: 0)
    private var past: [Snapshot] = []
    private var future: [Snapshot] = []
    /// The last change typed a character: further ones join it, up to a blank.
    private var isTyping = false
    private static let limit = 200

    /// Takes note of the text as it is before a key.
    mutating func record(_ now: Snapshot) {
        guard now.scalars != current.scalars else {
            if now.cursor != current.cursor { isTyping = false }
            current.cursor = now.cursor
            return
        }
        let typed = Self.typed(from: current, to: now)
        if !(isTyping && typed.map { !$0.properties.isWhitespace } ?? false) {
            past.append(current)
            if past.count > Self.limit { past.removeFirst() }
        }
        isTyping = typed != nil
        future = []
        current = now
    }

    /// The text before the last change.
    mutating func undo() -> Snapshot? {
        guard let snapshot = past.popLast() else { return nil }
        future.append(current)
        current = snapshot
        isTyping = false
        return snapshot
    }

    /// The text before the last undo.
    mutating func redo() -> Snapshot? {
        guard let snapshot = future.popLast() else { return nil }
        past.append(current)
        current = snapshot
        isTyping = false
        return snapshot
    }

    private static func typed(from old: Snapshot, to new: Snapshot) -> Unicode.Scalar? {
        guard new.scalars.count == old.scalars.count + 1, new.cursor == old.cursor + 1, new.cursor > 0 else {
            return nil
        }
        return new.scalars[new.cursor - 1]
    }
}
