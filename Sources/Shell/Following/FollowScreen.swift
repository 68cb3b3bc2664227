import NexusFlowAPI
import Synchronization
import TaskEngine
import TaskLedger

/// Shows followed tasks on the console as they change.
final class FollowScreen: Sendable {
    private struct State {
        var update: FollowUpdate?
        /// What was told of each task, so that plain lines come once.
        var told: [Int: String] = [:]
        var toldTrouble: [String] = []
    }

    private let console: any Console
    private let clock: any WallClock
    private let palette: Palette
    private let isQuiet: Bool
    private let view: FollowView
    private let state = Mutex(State())

    init(session: Session, view: FollowView) {
        console = session.console
        clock = session.environment.clock
        palette = session.messagePalette
        isQuiet = session.options.isQuiet
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
    }

    func redraw() {
        guard case .live = view, let update = last else { return }
        console.live(FollowTable.lines(update, now: clock.now, width: console.width, palette: palette))
    }

    func clear() {
        if case .live = view { console.live([]) }
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
