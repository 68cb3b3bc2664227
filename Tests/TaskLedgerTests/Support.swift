import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import TaskLedger

/// A folder that is gone after the test.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let url = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(url.path)
}

/// An open ledger in a folder of its own.
func withLedger<Value>(_ body: (Ledger) async throws -> Value) async throws -> Value {
    try await withFolder { try await body(try Ledger(path: "\($0)/ledger.sqlite")) }
}

let noon = Date(timeIntervalSince1970: 1_780_315_200)
let someProcess = ProcessIdentity(id: 4711, started: "boot:1")
let price = PriceRange(Money(microdollars: 450_000))

func intent(
    _ prompt: String = "a paper boat", model: String = "wan2.6-t2v", estimate: PriceRange? = price, tag: String? = nil,
    parent: Int? = nil
) -> TaskIntent {
    TaskIntent(
        request: GenerationRequest(
            model: model, prompt: prompt, resolution: "720P", ratio: "16:9", duration: 5, watermark: false, seed: 7,
            extra: ["audio": true, "weight": .number("0.10")]),
        estimate: estimate, tag: tag, parent: parent, origin: "https://nexusflow.vip", account: "none",
        folder: "/videos", template: "{number}.mp4", exists: .rename, autodownload: true)
}

/// The server's description of a task.
func remote(
    _ status: String, id: String = "t-1", url: String? = nil, error: String? = nil, created: String? = nil,
    completed: String? = nil, progress: Int? = nil
) throws -> RemoteTask {
    var object: JSONObject = ["id": .string(id), "status": .string(status)]
    object["output"] = url.map { ["video_url": .string($0)] }
    object["error"] = error.map { .string($0) }
    object["created_at"] = created.map { .string($0) }
    object["completed_at"] = completed.map { .string($0) }
    object["progress"] = progress.map { JSONValue($0) }
    return try #require(RemoteTask(.object(object)))
}

func answer(_ number: Int, _ task: RemoteTask, at time: Date = noon) -> TaskAnswer {
    TaskAnswer(number: number, task: task, receivedAt: time)
}

extension Ledger {
    /// A task that the server took as `id`.
    func running(_ intent: TaskIntent, id: String) async throws -> TaskRecord {
        let number = try await intend(intent, by: someProcess, at: noon).number
        _ = try await beginSending(number, by: someProcess, at: noon)
        return try await accept(answer(number, try remote("running", id: id)), at: noon)
    }
}

extension Ledger {
    /// Writes one intent down.
    func intend(_ intent: TaskIntent, by process: ProcessIdentity, at time: Date) async throws -> TaskRecord {
        try #require(try await intend([intent], within: nil, by: process, at: time).first)
    }
}
