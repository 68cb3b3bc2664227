import FoundationEssentials
import NexusFlowAPI
import Synchronization

/// The task records of a state folder: one JSON file a task, written once.
///
/// Since records never change, what was read once is kept; other processes' new ones are found by their names. Files
/// that are none of ours, or broken, are left alone and left out.
final class TaskStore: Sendable {
    /// In bytes: a record is a request, whose size is limited, and a few words.
    private static let largestRecord = 4 * 1024 * 1024

    private let folder: StateFolder
    private let known = Mutex<[String: StoredTask]>([:])
    private let nextPruning = Mutex(Date.distantPast)

    init(_ folder: StateFolder) {
        self.folder = folder
    }

    /// Makes the task known to every process that shares the folder.
    func save(_ task: StoredTask) throws(LocalServiceError) {
        try FileSystem.write(Array(task.json.text().utf8), to: folder.record(task.id))
        known.withLock { $0[task.id] = task }
    }

    func task(_ id: String) -> StoredTask? {
        guard StoredTask.isID(id) else { return nil }
        if let task = known.withLock({ $0[id] }) { return task }
        guard let task = read(id) else { return nil }
        known.withLock { $0[id] = task }
        return task
    }

    /// An account's tasks, newest first, expired ones included.
    func tasks(of account: String) -> [StoredTask] {
        all().filter { $0.account == account }.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    }

    /// Removes what has expired: records, videos, and what interrupted renders left behind more than an hour ago. Looks
    /// once a minute, however often it is called.
    func prune(at now: Date) {
        let isDue = nextPruning.withLock { next in
            guard now >= next else { return false }
            next = now + 60
            return true
        }
        guard isDue else { return }
        for task in all() where task.state(at: now) == .expired && task.videoExpiresAt < now.milliseconds / 1000 {
            known.withLock { _ = $0.removeValue(forKey: task.id) }
            FileSystem.remove(folder.record(task.id))
            for position in [nil] + ImageParameter.counts.map({ $0 as Int? }) {
                let name = VideoPlan.fileName(task.id, position: position)
                FileSystem.remove(folder.video(name))
                FileSystem.remove(folder.videoDetails(name))
            }
        }
        for name in FileSystem.names(in: folder.videos) where name.hasPrefix(VideoRenderer.workPrefix) {
            let path = "\(folder.videos)/\(name)"
            let age = FileSystem.modified(path).map { Int(now.timeIntervalSince1970) - $0 } ?? 0
            if age > 3600 { FileSystem.removeFolder(path) }
        }
    }

    private func all() -> [StoredTask] {
        let ids = FileSystem.names(in: folder.tasks).compactMap { name -> String? in
            guard name.hasSuffix(".json") else { return nil }
            let id = String(name.dropLast(5))
            return StoredTask.isID(id) ? id : nil
        }
        let known = known.withLock { $0 }
        var tasks: [StoredTask] = []
        var fresh: [StoredTask] = []
        for id in ids {
            if let task = known[id] {
                tasks.append(task)
            } else if let task = read(id) {
                tasks.append(task)
                fresh.append(task)
            }
        }
        if !fresh.isEmpty {
            self.known.withLock { known in
                for task in fresh { known[task.id] = task }
            }
        }
        return tasks
    }

    private func read(_ id: String) -> StoredTask? {
        guard let bytes = FileSystem.read(folder.record(id), limit: Self.largestRecord),
            let json = try? JSONValue(parsing: bytes), let task = StoredTask(json: json), task.id == id
        else { return nil }
        return task
    }
}
