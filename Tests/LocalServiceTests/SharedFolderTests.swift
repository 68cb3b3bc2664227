import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import LocalService

@Suite("The state folder")
struct SharedFolderTests {
    private static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("A task outlives its service, and keeps the speed that it was taken at")
    func persistence() async throws {
        try await withFolder { folder in
            let clock = ManualClock()
            var configuration = LocalServiceConfiguration(folder: folder)
            configuration.speed = 100
            let id = try await LocalService.withService(configuration, clock: clock) { address in
                try await TestClient(address: address).createTask()
            }
            clock.advance(by: 2)
            try await withTestService(clock: clock, folder: folder) { client, _ in
                let (task, list) = (try await client.task(id).json, try await client.get("/v1/tasks").json)
                #expect(task["status"] == "succeeded")
                #expect(list["data"]?.array?.count == 1)
            }
        }
    }

    @Test("Two services at once see each other's tasks")
    func sharing() async throws {
        try await withFolder { folder in
            let clock = ManualClock()
            try await withTestService(clock: clock, folder: folder) { one, _ in
                try await withTestService(clock: clock, folder: folder) { other, _ in
                    let id = try await one.createTask()
                    #expect(try await other.task(id).status == 200)
                    clock.advance(by: 1)
                    let second = try await other.createTask()
                    let list = try await one.get("/v1/tasks").json["data"]?.array
                    #expect(list?.compactMap { $0["id"]?.string } == [second, id])
                }
            }
        }
    }

    @Test("Files of others, and broken ones, are left alone and left out")
    func foreignFiles() async throws {
        try await withFolder { folder in
            try await withTestService(folder: folder) { client, _ in
                let id = try await client.createTask()
                let tasks = "\(folder)/tasks"
                let files = [
                    "notes.txt": "hello", "task_0385dc79-5ff8-4d82-8000-000000000001.json": "{ torn",
                    "task_0385dc79-5ff8-4d82-8000-000000000002.json": #"{"version":99}"#, "x.json": "{}",
                ]
                for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(tasks)/\(name)")) }
                try FileManager.default.createDirectory(
                    atPath: "\(tasks)/task_0385dc79-5ff8-4d82-8000-000000000003.json",
                    withIntermediateDirectories: false)
                let list = try await client.get("/v1/tasks").json["data"]?.array
                #expect(list?.compactMap { $0["id"]?.string } == [id])
                for name in files.keys { #expect(FileManager.default.fileExists(atPath: "\(tasks)/\(name)")) }
                #expect(try await client.task("task_0385dc79-5ff8-4d82-8000-000000000001").status == 404)
            }
        }
    }

    @Test("Only its owner can read it, and the key stands nowhere in it")
    func privacy() async throws {
        try await withFolder { folder in
            try await withTestService(folder: folder) { client, _ in
                var client = client
                client.key = "sk-air-very-secret-key"
                let id = try await client.createTask()
                let record = "\(folder)/tasks/\(id).json"
                for path in [folder, "\(folder)/tasks", "\(folder)/videos", "\(folder)/samples"] {
                    #expect(try Self.mode(path) == 0o700)
                }
                #expect(try Self.mode(record) == 0o600)
                #expect(try Self.mode("\(folder)/secret") == 0o600)
                let text = String(decoding: try Data(contentsOf: URL(filePath: record)), as: UTF8.self)
                #expect(text.contains("a boat"))
                #expect(!text.contains("secret-key"))
            }
        }
    }

    @Test("A spoiled secret is made anew")
    func spoiledSecret() async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data("short".utf8).write(to: URL(filePath: "\(folder)/secret"))
            try await withTestService(folder: folder) { client, _ in
                let id = try await client.createTask()
                #expect(try await client.task(id).status == 200)
            }
        }
    }

    @Test("What has expired is cleared away when the list is read")
    func pruning() async throws {
        try await withFolder { folder in
            try await withTestService(folder: folder) { client, clock in
                let id = try await client.createTask()
                clock.advance(by: 2 * 86_400)
                #expect(try await client.get("/v1/tasks").json["data"]?.array?.isEmpty == true)
                #expect(!FileManager.default.fileExists(atPath: "\(folder)/tasks/\(id).json"))
            }
        }
    }
}
