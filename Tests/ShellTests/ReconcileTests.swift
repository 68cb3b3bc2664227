import NexusFlowAPI
import ShellLanguage
import TaskLedger
import Testing

@testable import Shell

@Suite("Settling unknown outcomes at the prompt")
struct ReconcileTests {
    private static let list = "GET /tasks?limit=100"

    /// Writes down a request that was sent at noon and never answered.
    private func lose(_ shell: TestShell, _ prompt: String = "a boat") async throws {
        let now = shell.environment.clock.now
        let intent = TaskIntent(
            request: GenerationRequest(
                model: "wan2.6-t2v", prompt: prompt, resolution: "720P", ratio: "16:9", duration: 5, watermark: false,
                seed: 7),
            estimate: PriceRange(Money(microdollars: 450_000)), origin: "https://nexusflow.vip", account: "none",
            folder: shell.folder, template: "{number}.mp4", exists: .rename, autodownload: false)
        let records = try await shell.ledger.intend([intent], within: nil, by: .current, at: now)
        let number = try #require(records.first?.number)
        _ = try await shell.ledger.beginSending(number, by: .current, at: now)
        _ = try await shell.ledger.loseTrack(number, because: "no answer in time", at: now)
    }

    private func row(_ id: String, prompt: String = "a boat", model: String = "wan2.6-t2v") -> JSONValue {
        [
            "id": .string(id), "status": "running", "model": .string(model), "prompt": .string(prompt),
            "created_at": "2026-06-01T12:00:01.000Z",
        ]
    }

    @Test("nothing unknown is said to be so, and the service is not asked")
    func nothing() async throws {
        try await withShell { shell in
            #expect(await shell.run("reconcile") == .done)
            #expect(shell.messages == "no outcome is unknown\n")
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("what is certain is adopted, with the reason, and nothing that pays is sent")
    func adopted() async throws {
        try await withShell { shell in
            try await lose(shell)
            shell.service.on(Self.list, .answer(200, ["data": [row("t-9"), row("t-8", prompt: "a kite")]]))
            #expect(await shell.run("set output=csv\nreconcile") == .done, "\(shell.messages)")
            #expect(shell.messages == "@1 is t-9, by its prompt\n")
            #expect(shell.results.split(separator: "\n").last?.hasPrefix("1,t-9,running,") == true, "\(shell.results)")
            #expect(shell.service.submits.isEmpty)
        }
    }

    @Test("what stays in doubt is 8, with the candidates, cleaned, and the lines that settle it")
    func doubt() async throws {
        try await withShell { shell in
            try await lose(shell)
            shell.service.on(Self.list, .answer(200, ["data": [row("t-9"), row("t-\u{1B}[2J8")]]))
            #expect(await shell.run("try reconcile\necho after") == .unknownOutcome)
            #expect(shell.results.contains("unknown"))
            #expect(!shell.results.contains("after"), "try forgives no unknown outcome")
            #expect(shell.messages.contains("perhaps one of them: t-9  running  wan2.6-t2v  2026-06-01T12:00:01"))
            #expect(shell.messages.contains("`reconcile @1 as=ID`, or `reconcile @1 as=lost` if it never ran"))
            #expect(!shell.console.everything.contains("\u{1B}"))
        }
    }

    @Test("by hand: an id of the service's, or that it never ran, which frees the budget")
    func byHand() async throws {
        try await withShell { shell in
            try await lose(shell)
            try await lose(shell, "a kite")
            shell.service.says("x-1", "running")
            #expect(await shell.run("reconcile @1 as=x-1\nreconcile @2 as=lost") == .done, "\(shell.messages)")
            #expect(shell.task(1)?.id == "x-1")
            #expect(shell.task(2)?.status == .abandoned)
            #expect(shell.task(2)?.cost == .zero)
        }
        try await withShell { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a\nreconcile @1 as=lost") == .trouble)
            #expect(shell.messages.contains("task 1 is running: there is nothing to settle"))
        }
    }

    @Test("half a settlement is a wrong use, and settles nothing", arguments: ["reconcile @1", "reconcile as=lost"])
    func wrongUse(line: String) async throws {
        try await withShell { shell in
            try await lose(shell)
            let status = await shell.run(line)
            #expect(status == .check || status == .trouble, "\(status)")
            #expect(shell.task(1)?.status == .unknown)
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("what another shell left when it died during this one is settled first")
    func deadNeighbour() async throws {
        try await withShell { shell in
            #expect(await shell.run("list") == .done)
            let dead = ProcessIdentity(id: 1 << 30, started: "boot:1")
            let now = shell.environment.clock.now
            let intent = TaskIntent(
                request: GenerationRequest(model: "wan2.6-t2v", prompt: "a boat"), origin: "https://nexusflow.vip",
                account: "none", folder: shell.folder, template: "x", exists: .rename, autodownload: false)
            _ = try await shell.ledger.intend([intent], within: nil, by: dead, at: now)
            _ = try await shell.ledger.beginSending(1, by: dead, at: now)
            shell.service.on(Self.list, .answer(200, ["data": [row("t-9")]]))
            #expect(await shell.run("reconcile") == .done, "\(shell.messages)")
            #expect(shell.task(1)?.id == "t-9")
        }
    }

    @Test("import takes what the ledger lacks, once, and leaves to reconcile what may be an unknown one")
    func imports() async throws {
        try await withShell { shell in
            try await lose(shell)
            shell.service.always(Self.list, .answer(200, ["data": [row("t-9"), row("t-8", prompt: "a kite")]]))
            shell.service.says("t-8", "running")
            #expect(await shell.run("set output=csv autodownload=off\nimport") == .done, "\(shell.messages)")
            #expect(shell.messages.contains("1 may be tasks whose outcome is unknown: see reconcile"))
            #expect(shell.task(2)?.id == "t-8")
            #expect(shell.task(2)?.request.prompt == "a kite")
            #expect(shell.task(2)?.estimate == nil, "what decides the price was not shown")
            #expect(await shell.run("import") == .done)
            #expect(shell.messages.contains("the ledger has all that the service lists"))
            #expect(await shell.run("import t-8") == .done)
            #expect(shell.messages.contains("t-8 is in the ledger already"))
            #expect(await shell.run("import t-9") == .trouble)
            #expect(shell.messages.contains("t-9 may be a task whose outcome is unknown"))
            #expect(shell.task(3) == nil)
        }
    }

    @Test("import by id takes a task that the list does not show, with its price where everything shows")
    func importsByID() async throws {
        try await withShell { shell in
            shell.service.always(Self.list, .answer(200, []))
            shell.service.on(
                "GET /tasks/far",
                .answer(
                    200,
                    [
                        "id": "far", "status": "failed", "model": "wan2.6-t2v", "prompt": "a kite",
                        "resolution": "1080P", "duration": 10, "seed": 5,
                    ]))
            #expect(await shell.run("import far") == .done, "\(shell.messages)")
            #expect(shell.task(1)?.request.seed == 5)
            #expect(shell.task(1)?.estimate == PriceRange(Money(microdollars: 1_400_000)))
            #expect(shell.task(1)?.cost == .zero)
            shell.service.on("GET /tasks/none", .answer(404, ["message": "no such task"]))
            #expect(await shell.run("import none") == .trouble)
            #expect(shell.task(2) == nil)
        }
    }
}
