/// The entries that can be recalled: this session's first, then those of all other shells, each newest first, and no
/// entry twice.
///
/// The file is opened when the first entry is asked for, and looked at again when a new walk begins.
struct History {
    private var file: HistoryFile?
    private let limit: Int
    private let session: String
    private var own: [String] = []
    private var others: [String] = []
    /// Grows whenever the entries change.
    private(set) var revision = 0

    /// `session` names this shell in the file.
    init(path: String?, limit: Int, session: String) {
        file = path.map(HistoryFile.init)
        self.limit = max(1, limit)
        self.session = session
    }

    /// Remembers an entry, unless it repeats this session's newest. What repeats an older one takes its place.
    mutating func add(_ entry: String, time: Int) throws(LineEditorError) {
        guard own.last != entry else { return }
        revision += 1
        own.removeAll { $0 == entry }
        others.removeAll { $0 == entry }
        own.append(entry)
        if own.count > limit { own.removeFirst(own.count - limit) }
        try file?.append(HistoryRecord(time: time, session: session, entry: entry))
    }

    /// Takes in what other shells have added.
    mutating func refresh() {
        guard let records = file?.read(limit: limit) else { return }
        let new = records.filter { $0.session != session }.map(\.entry)
        guard !new.isEmpty else { return }
        revision += 1
        var seen = Set(own)
        let newestFirst = (others + new).reversed().filter { seen.insert($0).inserted }
        others = newestFirst.prefix(limit).reversed()
    }

    /// The number of entries that `entry(_:)` knows.
    var count: Int { own.count + others.count }

    /// An entry by its age: 0 is the newest of this session.
    func entry(_ age: Int) -> String? {
        guard (0..<count).contains(age) else { return nil }
        return age < own.count ? own[own.count - 1 - age] : others[others.count - 1 - (age - own.count)]
    }

    /// All entries in the order in which they count: the oldest of other shells first, the newest of this session last.
    var all: [String] { others + own }

    /// The newest entry from `age` on that passes `isMatch`.
    func first(from age: Int, where isMatch: (String) -> Bool) -> Int? {
        guard age < count else { return nil }
        return (max(0, age)..<count).first { age in entry(age).map(isMatch) ?? false }
    }
}

/// A walk through the history with the keys up and down: from the unfinished line through the entries that begin
/// with it, and back to it, whole.
struct HistoryWalk {
    /// What was typed when the walk began, and where the cursor stood: an offset into its scalars.
    let unfinished: (text: String, cursor: Int)
    /// The ages of the entries that were shown, the current one last.
    private var ages: [Int] = []

    init(from text: String, cursor: Int) { unfinished = (text, cursor) }

    /// The entry that is shown now, `nil` before the first step.
    func current(in history: History) -> String? { ages.last.flatMap { history.entry($0) } }

    /// The next older entry that begins with what was typed.
    mutating func older(in history: History) -> String? {
        let age = history.first(from: (ages.last ?? -1) + 1) { entry in
            entry.hasPrefix(unfinished.text) && entry != unfinished.text
        }
        guard let age else { return nil }
        ages.append(age)
        return history.entry(age)
    }

    /// The next newer entry, or the unfinished line at the end; `nil` where it was shown already.
    mutating func newer(in history: History) -> String? {
        guard ages.popLast() != nil else { return nil }
        return current(in: history) ?? unfinished.text
    }
}
