import FoundationEssentials

/// Those who follow tasks, and who follows which.
struct Followers: Sendable {
    struct Follower: Sendable {
        let numbers: [Int]
        let updates: AsyncStream<FollowUpdate>.Continuation
    }

    private var followers: [UUID: Follower] = [:]
    private var keys: [Int: Set<UUID>] = [:]

    var isEmpty: Bool { followers.isEmpty }

    /// Every task that somebody follows.
    var numbers: Set<Int> { Set(keys.keys) }

    func contains(_ key: UUID) -> Bool { followers[key] != nil }

    /// Whether somebody follows that task.
    func follow(_ number: Int) -> Bool { keys[number] != nil }

    mutating func add(_ follower: Follower, _ key: UUID) {
        followers[key] = follower
        for number in follower.numbers { keys[number, default: []].insert(key) }
    }

    /// - Returns: whether it was there.
    @discardableResult
    mutating func remove(_ key: UUID) -> Bool {
        guard let follower = followers.removeValue(forKey: key) else { return false }
        for number in follower.numbers {
            keys[number]?.remove(key)
            if keys[number]?.isEmpty == true { keys[number] = nil }
        }
        return true
    }

    mutating func finishAll() {
        for follower in followers.values { follower.updates.finish() }
        followers = [:]
        keys = [:]
    }

    /// Hands an update to those who follow one of these tasks, or to everybody, and lets go of those for whom it is the
    /// last.
    mutating func tell(
        about numbers: Set<Int>?, _ update: (_ followed: [Int]) -> (FollowUpdate, isLast: Bool)
    ) {
        let concerned = numbers.map { $0.reduce(into: Set<UUID>()) { $0.formUnion(keys[$1] ?? []) } }
        for key in concerned ?? Set(followers.keys) {
            guard let follower = followers[key] else { continue }
            let (update, isLast) = update(follower.numbers)
            follower.updates.yield(update)
            if isLast {
                remove(key)
                follower.updates.finish()
            }
        }
    }
}
