import NexusFlowAPI
import Synchronization
import TaskEngine
import TaskLedger

/// Shows followed tasks on the console as they change.
final class FollowScreen: Sendable {
    private struct State {
        var update: FollowUpdate?
        var history = TaskHistory()
        /// What the history was read for: it is read again when a task more has ended, whose time counts now.
        var past: Past?
        /// What was told of each task, so that plain lines come once.
        var told: [Int: String] = [:]
        var toldTrouble: [String] = []
    }

    private struct Past: Hashable {
        let models: Set<String>
        let ended: Int

        init(_ update: FollowUpdate) {
            models = Set(update.records.map(\.request.model))
            ended = update.records.count { $0.status == .succeeded }
        }
    }

    private let console: any Console
    private let ledger: Ledger
    private let clock: any WallClock
    private let palette: Palette
    private let isQuiet: Bool
    private let view: FollowView
    private let teller: TerminalTeller
    private let state = Mutex(State())

    init(session: Session, ledger: Ledger, view: FollowView) {
        console = session.console
        self.ledger = ledger
        clock = session.environment.clock
        palette = session.messagePalette
        isQuiet = session.options.isQuiet
        teller = session.teller
        self.view = view
    }

    /// The newest that was seen.
    var last: FollowUpdate? { state.withLock { $0.update } }

    func show(_ update: FollowUpdate) {
        let lines = state.withLock { state -> [String] in
            state.update = update
            guard case .plain = view else { return [] }
            return news(update, &state)
        }
        if !isQuiet { for line in lines { console.message(line + "\n") } }
        redraw()
        teller.note(update.records)
    }

    func redraw() {
        guard case .live = view, let (update, history) = state.withLock({ current(&$0) }) else { return }
        let table = FollowTable(
            palette: palette, isUnicode: console.terminal.isUnicode, columns: console.width, rows: console.height)
        console.live(table.lines(update, history: history, now: clock.now))
    }

    func clear() {
        if case .live = view { console.live([]) }
    }

    private func current(_ state: inout State) -> (FollowUpdate, TaskHistory)? {
        guard let update = state.update else { return nil }
        let past = Past(update)
        if past != state.past {
            state.past = past
            state.history = TaskHistory.read(for: update.records, from: ledger)
        }
        return (update, state.history)
    }

    private func news(_ update: FollowUpdate, _ state: inout State) -> [String] {
        var lines: [String] = []
        for task in update.records {
            let line = FollowTable.plainLine(task)
            if state.told.updateValue(line, forKey: task.number) != line { lines.append(line) }
        }
        let trouble = FollowTable.troubleLines(update)
        lines += trouble.filter { !state.toldTrouble.contains($0) }
        state.toldTrouble = trouble
        return lines
    }
}
