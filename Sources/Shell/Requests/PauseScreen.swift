import FoundationEssentials
import NexusFlowAPI
import ShellLanguage
import Synchronization
import TaskEngine

/// Says which submits wait for their next attempt, and counts down to it: on a terminal in a line that changes, elsewhere
/// once for each wait.
final class PauseScreen: Sendable {
    private let console: any Console
    private let clock: any WallClock
    private let palette: Palette
    private let isQuiet: Bool
    private let pauses = Mutex<[Int: SubmitPause]>([:])

    init(session: Session) {
        console = session.console
        clock = session.environment.clock
        palette = session.messagePalette
        isQuiet = session.options.isQuiet
    }

    /// A submit waits, or (`nil`) waits no more.
    func note(_ pause: SubmitPause?, of number: Int) {
        pauses.withLock { $0[number] = pause }
        if let pause, !console.canRedraw, !isQuiet {
            console.message(Self.text([pause], at: clock.now) + "\n")
        }
        draw()
    }

    /// Counts down until it is cancelled.
    func run() async {
        guard console.canRedraw, !isQuiet else { return }
        while (try? await clock.sleep(for: .milliseconds(500))) != nil { draw() }
        console.live([])
    }

    private func draw() {
        guard console.canRedraw, !isQuiet else { return }
        let waiting = pauses.withLock { Array($0.values) }
        guard !waiting.isEmpty else { return console.live([]) }
        let text = Self.text(waiting, at: clock.now).truncated(to: max(0, console.width - 1))
        console.live([palette.paint(text, .yellow)])
    }

    /// `@3 waits 12 s for attempt 2 of 5: HTTP 429: too many requests`
    static func text(_ pauses: [SubmitPause], at now: Date) -> String {
        guard let next = pauses.min(by: { ($0.until, $0.task) < ($1.until, $1.task) }) else { return "" }
        let seconds = Int(max(0, next.until.timeIntervalSince(now)).rounded(.up))
        let who = pauses.count == 1 ? "@\(next.task) waits" : "\(pauses.count) submits wait; first @\(next.task),"
        let cause = sanitised(String(describing: next.cause))
        return "\(who) \(seconds) s for attempt \(next.failures + 1) of \(next.limit): \(cause)"
    }
}
