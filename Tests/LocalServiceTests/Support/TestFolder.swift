import FoundationEssentials

@testable import LocalService

/// Gives `body` a folder of its own, and removes it afterwards.
func withFolder<R>(_ body: (String) async throws -> R) async throws -> R {
    let path = FileManager.default.temporaryDirectory.path() + "nfsh-local-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

/// A service at real speed on a clock that stands still, with a client.
func withTestService<R>(
    faults: String = "", seed: UInt64 = 1, clock: ManualClock = ManualClock(), folder: String? = nil,
    _ body: (TestClient, ManualClock) async throws -> R
) async throws -> R {
    func serve(_ folder: String) async throws -> R {
        var configuration = LocalServiceConfiguration(folder: folder)
        configuration.speed = 1
        configuration.faults = try FaultPlan(parsing: faults)
        configuration.faultSeed = seed
        return try await LocalService.withService(configuration, clock: clock) { address in
            try await body(TestClient(address: address), clock)
        }
    }
    if let folder { return try await serve(folder) }
    return try await withFolder(serve)
}
