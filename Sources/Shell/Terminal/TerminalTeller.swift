import Synchronization
package import TaskLedger

/// Tells the terminal how tasks stand: the one place where anything is written that people do not read.
///
/// Each sequence is one write, and moves no cursor: a system writes it whole, between what others write.
package final class TerminalTeller: Sendable {
    private struct State {
        var news = WatchedTasks()
        var notice = TerminalKnowledge.Notice.desktop
        var isNamed = false
    }

    private let console: any Console
    private let knowledge: TerminalKnowledge
    private let state = Mutex(State())

    package init(console: any Console, knowledge: TerminalKnowledge) {
        self.console = console
        self.knowledge = knowledge
    }

    /// How the end of a task is made known from now on; what stands is taken back where nothing is to be told any more.
    package func notify(by notice: TerminalKnowledge.Notice) {
        tell { state in
            defer { state.notice = notice }
            guard notice == .off, state.notice != .off else { return "" }
            let ending = state.isNamed ? [TerminalNews.title(nil), .progress(.none)] : []
            return text(ending, &state)
        }
    }

    /// Somebody looks after these tasks from now on.
    package func follow(_ numbers: [Int]) { state.withLock { $0.news.follow(numbers) } }

    /// How they stand.
    package func note(_ tasks: [TaskRecord]) { tell { text($0.news.note(tasks), &$0) } }

    /// Somebody looks after these tasks no more.
    package func leave(_ numbers: [Int]) { tell { text($0.news.leave(numbers), &$0) } }

    /// The terminal as it was found.
    package func end() { tell { text($0.news.end(), &$0) } }

    private func tell(_ sequence: (inout State) -> String) {
        let text = state.withLock { sequence(&$0) }
        guard console.messageIsTerminal, !text.isEmpty else { return }
        console.control(text)
    }

    private func text(_ news: [TerminalNews], _ state: inout State) -> String {
        news.map { news in
            let sequence = knowledge.sequence(news, notice: state.notice, isNamed: state.isNamed)
            if case .title(let title) = news, !sequence.isEmpty { state.isNamed = title != nil }
            return sequence
        }.joined()
    }
}
