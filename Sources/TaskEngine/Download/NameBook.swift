import Synchronization

/// The names that downloads of this process have chosen and not published yet: no two get the same.
final class NameBook: Sendable {
    private let taken = Mutex<Set<String>>([])

    /// - Returns: `false` if another download has it.
    func take(_ path: String) -> Bool {
        taken.withLock { $0.insert(path).inserted }
    }

    func giveBack(_ path: String) {
        taken.withLock { _ = $0.remove(path) }
    }
}
