import FoundationEssentials
import NexusFlowAPI
import TaskLedger

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Evidence {
    /// Reads what a round left: its ledger, and every file below its folder.
    init(of plan: RoundPlan, _ book: Book, showsPrompts: Bool, in folder: String, key: String) throws {
        self.init(
            orders: plan.orders, posts: book.posts, tasks: book.tasks, showsPrompts: showsPrompts,
            complaints: book.complaints)
        let secret = Data(key.utf8)
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() {
            let path = "\(folder)/\(name)"
            guard let data = try? Data(contentsOf: URL(filePath: path)) else { continue }
            if data.holds(secret) { leaks.append(name) }
            guard name.hasPrefix("videos/") else { continue }
            if name.hasSuffix(".mp4") {
                videos.append(VideoFile(path: path, task: Self.task(of: data, in: book)))
            } else if name.hasSuffix(".json") {
                let json = try? JSONValue(parsing: Array(data))
                sidecars.append(Sidecar(path: path, id: json?["id"]?.string))
            }
        }
        let ledger = folder + "/.local/share/nfsh/ledger.sqlite"
        if FileManager.default.fileExists(atPath: ledger) {
            rows = try Ledger(path: ledger).tasks(TaskFilter())
        }
    }

    /// The task whose video this is, in any of the versions that it had.
    private static func task(of data: Data, in book: Book) -> String? {
        for task in book.tasks {
            for version in 0...task.videoVersion {
                let video = SampleVideo(id: task.id, version: version, seconds: task.duration)
                if video.bytes.count == data.count, data.elementsEqual(video.bytes) { return task.id }
            }
        }
        return nil
    }
}

extension Data {
    fileprivate func holds(_ needle: Data) -> Bool {
        withUnsafeBytes { hay in
            needle.withUnsafeBytes { needle in
                guard let sought = needle.baseAddress, let first = needle.first else { return false }
                var rest = hay[...]
                while rest.count >= needle.count, let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                    let found = memchr(start, Int32(first), rest.count - needle.count + 1)
                {
                    if memcmp(found, sought, needle.count) == 0 { return true }
                    rest = rest.dropFirst(UnsafeRawPointer(found) - start + 1)
                }
                return false
            }
        }
    }
}
