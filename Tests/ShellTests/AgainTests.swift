import NexusFlowAPI
import TaskLedger
import Testing

@testable import Shell

@Suite("Submitting again")
struct AgainTests {
    @Test("the request goes out once more, with the changes and nothing of the session")
    func changes() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            let status = await shell.run(
                """
                submit a paper boat seed=7 duration=3 watermark=off extra.style='"true"' tag=x note=n
                set duration=15 resolution=1080P ratio=1:1 tag=y seed=99
                again @last resolution=1080P
                """)
            #expect(status == .done, "\(shell.messages)")
            #expect(
                shell.service.submits.last == [
                    "model": "wan2.6-t2v", "prompt": "a paper boat", "resolution": "1080P", "ratio": "16:9",
                    "duration": 3, "watermark": false, "seed": 7, "style": "true",
                ])
            let child = shell.task(2)
            #expect(child?.parent == 1)
            #expect(child?.tag == "x")
            #expect(child?.note == "n")
            #expect(child?.estimate?.high == Money("0.42"))
        }
    }

    @Test(
        "a seed counts on, back, is drawn, or is given",
        arguments: [("seed=+1", 8), ("seed=-1", 6), ("seed=+10", 17), ("seed=random", 42), ("seed=3", 3), ("", 7)])
    func seeds(_ option: String, _ seed: Int) async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            #expect(await shell.run("submit a boat seed=7\nagain 1 \(option)") == .done, "\(shell.messages)")
            #expect(shell.service.submits.last?["seed"]?.integer == seed)
        }
    }

    @Test("a chain counts on from child to child")
    func chain() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2", "t-3")
            await shell.run(
                "submit a boat seed=7\nagain @last seed=+1\nx = again @last seed=+1\necho $x.seed $x.parent")
            #expect(shell.results.hasSuffix("9 2\n"), "\(shell.results)")
        }
    }

    @Test(
        "a seed that leads out of what is allowed, or is none, is refused before anything is sent",
        arguments: [
            ("submit a boat seed=0", "seed=-1"), ("submit a boat seed=2147483647", "seed=+1"),
            ("submit a boat seed=1", "seed=+9223372036854775807"), ("submit a boat seed=1", "seed=next"),
            ("submit a boat seed=1", "seed=+-1"),
        ])
    func wrongSeeds(_ first: String, _ option: String) async throws {
        try await withShell { shell in
            if !option.hasPrefix("seed=next"), option != "seed=+-1" { shell.service.takes("t-1") }
            let status = await shell.run("\(first)\nagain @last \(option)")
            #expect(status == (shell.service.submits.isEmpty ? .check : .trouble))
            #expect(shell.service.submits.count <= 1)
        }
    }

    @Test("from image to text the documented ratio is sent, and the image is not")
    func otherMode() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2", "t-3")
            await shell.run(
                """
                submit drift model=wan2.6-i2v image=https://x.test/a.png
                again @last model=wan2.6-t2v
                again @1 model=happyhorse-1.0-i2v
                """)
            #expect(shell.service.submits[1]["ratio"]?.string == "16:9")
            #expect(shell.service.submits[1]["img_url"] == nil)
            #expect(shell.service.submits[2]["img_url"]?.string == "https://x.test/a.png")
            #expect(shell.service.submits[2]["ratio"] == nil)
        }
    }

    @Test("a text task has no first frame to give to an image model")
    func missingImage() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            #expect(await shell.run("submit a boat\nagain @last model=wan2.6-i2v") == .trouble)
            #expect(shell.service.submits.count == 1)
        }
    }

    @Test("a new prompt is given as an option, since words would name more tasks")
    func prompt() async throws {
        try await withShell { shell in
            shell.service.takes("t-1", "t-2")
            await shell.run("submit a boat\nagain @last prompt=\"a ship\"")
            #expect(shell.service.submits.last?["prompt"]?.string == "a ship")
            #expect(await shell.run("again @last a ship") != .done)
            #expect(shell.service.submits.count == 2)
        }
    }
}
