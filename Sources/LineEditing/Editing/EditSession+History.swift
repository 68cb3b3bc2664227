/// Recalling entries.
extension EditSession {
    /// Up: within an entry of several lines first.
    func up() -> After {
        guard let engine, !isWalking, let above = Cursor(engine).above else { return olderEntry() }
        engine.cursor = above
        return .goOn
    }

    /// Down: within an entry of several lines first.
    func down() -> After {
        guard let engine, !isWalking, let below = Cursor(engine).below else { return newerEntry() }
        engine.cursor = below
        return .goOn
    }

    func olderEntry() -> After {
        guard let engine else { return .goOn }
        if !isWalking {
            history.refresh()
            walk = HistoryWalk(from: String(engine.scalars), cursor: engine.cursor)
        }
        guard let entry = walk?.older(in: history) else {
            beep()
            return .goOn
        }
        show(entry)
        return .goOn
    }

    func newerEntry() -> After {
        guard isWalking, let entry = walk?.newer(in: history) else {
            beep()
            return .goOn
        }
        if let walk, walk.current(in: history) == nil {
            show(entry, cursor: walk.unfinished.cursor)
            self.walk = nil
        } else {
            show(entry)
        }
        return .goOn
    }

    /// Whether what stands in the line is what the walk has put there.
    private var isWalking: Bool {
        guard let engine, let entry = walk?.current(in: history) else { return false }
        return entry == String(engine.scalars) && engine.cursor == engine.scalars.count
    }

    func show(_ text: String, cursor: Int? = nil) {
        let scalars = Array(text.unicodeScalars)
        engine?.replace(with: scalars, cursor: cursor ?? scalars.count)
    }

    /// Ctrl-R: each key narrows the search or goes on with it; any other key takes the match and then acts on it.
    func search() -> After {
        guard let engine else { return .goOn }
        history.refresh()
        let unfinished = (text: String(engine.scalars), cursor: engine.cursor)
        var search = HistorySearch()
        defer { searching = nil }
        while true {
            searching = search
            let input = nextInput()
            switch input {
            case .character("\u{12}"): search.older(in: history)
            case .character("\u{13}"): search.newer(in: history)
            case .character("\u{7F}"), .character("\u{8}"): search.removeLast(in: history)
            case .character("\u{7}"), .character("\u{3}"):
                show(unfinished.text, cursor: unfinished.cursor)
                return .goOn
            case .character(let scalar) where scalar.value >= 0x20: search.append(scalar, in: history)
            case .nothing, .incomplete: return .end
            default:
                if let entry = search.match(in: history) { show(entry, cursor: search.offset(in: entry)) }
                if input != .character("\u{1B}") { unread.append(input) }
                return .goOn
            }
            if search.hasFailed { beep() }
        }
    }
}
