import Dispatch
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Waits for the disk on threads that are there for it: one that waits for `fsync` would keep every other task from
/// its turn, and syncs that are asked for at once share the disk's work.
enum DiskWait {
    private static let queue = DispatchQueue(label: "disk", attributes: .concurrent)

    /// Syncs an open file.
    ///
    /// - Returns: `errno`, or 0.
    static func synchronize(_ descriptor: Int32) async -> Int32 {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: fsync(descriptor) == 0 ? 0 : errno) }
        }
    }

    fileprivate static func run(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }
}

/// Syncs folders: whoever asks while another sync of the same folder has not begun shares it.
final class FolderSync: Sendable {
    private typealias Waiter = CheckedContinuation<FileFailure?, Never>

    private let waiting = Mutex<[String: [Waiter]]>([:])

    /// Waits until the names that are in a folder now are on the disk.
    func synchronize(_ path: String) async throws(FileFailure) {
        let failure = await withCheckedContinuation { (waiter: Waiter) in
            let isFirst = waiting.withLock { waiting in
                waiting[path, default: []].append(waiter)
                return waiting[path]?.count == 1
            }
            if isFirst { DiskWait.run { self.drain(path) } }
        }
        if let failure { throw failure }
    }

    private func drain(_ path: String) {
        // Taken before the sync: who comes while it runs may have named a file that it does not see.
        let waiters = waiting.withLock { $0.removeValue(forKey: path) ?? [] }
        var failure: FileFailure?
        do throws(FileFailure) { try FileSystem.synchronizeFolder(path) } catch { failure = error }
        for waiter in waiters { waiter.resume(returning: failure) }
    }
}
