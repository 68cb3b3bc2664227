import NexusFlowAPI
import ShellLanguage
import Testing

@testable import Shell

@Suite("Profiles, settings under a name")
struct ProfileTests {
    @Test("what is saved is what env prints, and using it gives the settings back")
    func roundTrip() async throws {
        try await withShell { shell in
            await shell.run("set model=pixverse-v6 duration=3 tag='a b'\nprofile save cinema\nenv")
            #expect(shell.read("config/profiles/cinema.nfs") == shell.results)
            #expect(await shell.interpreter.profileLabel == "cinema")
            await shell.run("set duration=4")
            #expect(await shell.interpreter.profileLabel == "cinema*")
            await shell.run("reset")
            #expect(await shell.interpreter.profileLabel == nil)
            shell.console.forget()
            #expect(await shell.run("set resolution=1080P\nprofile use cinema\nenv") == .done)
            #expect(shell.results == "set model=pixverse-v6\nset duration=3\nset tag='a b'\n")
            #expect(await shell.interpreter.profileLabel == "cinema")
        }
    }

    @Test("no profile lifts a ceiling that it does not name")
    func ceilings() async throws {
        try await withShell { shell in
            try shell.write("set duration=3\n", to: "config/profiles/short.nfs")
            try shell.write("set budget=9\n", to: "config/profiles/rich.nfs")
            await shell.run("set budget=5 confirm=1\nprofile use short")
            #expect(await shell.interpreter.settings["budget"] == "5.00")
            #expect(await shell.interpreter.settings["confirm"] == "1.00")
            await shell.run("profile use rich")
            #expect(await shell.interpreter.settings["budget"] == "9.00")
        }
    }

    @Test(
        "one that cannot be read or run changes nothing, and says where it is wrong",
        arguments: [
            ("set duration=3\nset resolutoin=720P\n", ":2:5"), ("set duration=4\nset tag='open\n", ":2:"),
            ("set duration=4\nexpect a == b\n", ":2:1"),
        ])
    func broken(_ text: String, _ place: String) async throws {
        try await withShell { shell in
            try shell.write(text, to: "config/profiles/bad.nfs")
            await shell.run("set duration=7 tag=mine")
            #expect(await shell.run("profile use bad") != .done)
            #expect(shell.messages.contains("profiles/bad.nfs\(place)"), "\(shell.messages)")
            #expect(shell.messages.contains("the settings are as they were"))
            #expect(await shell.interpreter.settings["duration"] == "7")
            #expect(await shell.interpreter.settings["tag"] == "mine")
            #expect(await shell.interpreter.profileLabel == nil)
        }
    }

    @Test(
        "a name is one of a file",
        arguments: ["../up", "a/b", ".hidden", "-x", "''", "'a\u{1B}'", String(repeating: "a", count: 65)])
    func names(_ name: String) async throws {
        for action in ["save", "use", "remove"] {
            try await withShell { shell in
                #expect(await shell.run("profile \(action) \(name)") == .check)
                #expect(!shell.messages.contains("\u{1B}"))
                #expect(shell.files() == [])
            }
        }
        try await withShell { shell in
            #expect(await shell.interpreter.use(profile: "../up") == false)
            #expect(await shell.interpreter.exitStatus == .usage)
        }
    }

    @Test("a profile that says something else is replaced only where that was asked for")
    func replacing() async throws {
        try await withShell { shell in
            await shell.run("set duration=3\nprofile save a")
            // The same again is no loss.
            #expect(await shell.run("profile save a") == .done)
            #expect(await shell.run("set duration=4\nprofile save a") == .trouble)
            #expect(shell.messages.contains("write replace=on"))
            #expect(shell.read("config/profiles/a.nfs") == "set duration=3\n")
            await shell.run("profile save a replace=on")
            #expect(shell.read("config/profiles/a.nfs") == "set duration=4\n")
            #expect(shell.files() == ["config"])
        }
        for (answer, kept) in [("n", "3"), ("y", "4")] {
            try await withShell(console: RecordingConsole(isTerminal: true, answers: [answer])) { shell in
                await shell.run("set duration=3\nprofile save a\nset duration=4\nprofile save a")
                #expect(shell.console.questions == ["replace the profile a? [y/N] "])
                #expect(shell.read("config/profiles/a.nfs") == "set duration=\(kept)\n")
            }
        }
    }

    @Test("the list has every profile, what it sets, and what is wrong with it, in every form")
    func list() async throws {
        try await withShell { shell in
            await shell.run("profile list")
            #expect(shell.messages.contains("no profiles"))
            try shell.write("set model=pixverse-v6\nset duration=3\n", to: "config/profiles/b.nfs")
            try shell.write("set tag='open\n", to: "config/profiles/a.nfs")
            try shell.write("", to: "config/profiles/.hidden.nfs")
            try shell.write("", to: "config/profiles/notes.txt")
            await shell.run("profile use b\nprofile list")
            let lines = shell.results.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[2].hasPrefix("b        yes   model=pixverse-v6 duration=3"), "\(lines[2])")
            shell.console.forget()
            await shell.run("set output=json\nprofile list")
            #expect(shell.rows.map { $0["name"]?.string } == ["a", "b"])
            #expect(shell.rows[0]["problem"]?.string?.isEmpty == false)
            #expect(shell.rows[1]["settings"]?["duration"]?.string == "3")
            #expect(shell.rows[1]["current"]?.bool == true)
        }
    }

    @Test("what is not there suggests the near one, and what is removed is gone")
    func missing() async throws {
        try await withShell { shell in
            await shell.run("profile save cinema")
            #expect(await shell.run("profile use cinma") == .trouble)
            #expect(shell.messages.contains("did you mean 'cinema'?"))
            let context = await shell.interpreter.completionContext()
            #expect(context.profiles() == ["cinema"])
            await shell.run("profile remove cinema")
            #expect(context.profiles() == [])
            #expect(await shell.interpreter.profileLabel == nil)
        }
    }

    @Test("a plan takes a profile over, and keeps none")
    func plan() async throws {
        try await withShell { shell in
            try shell.write("set duration=3\n", to: "config/profiles/short.nfs")
            #expect(await shell.plan("profile use short\nsubmit a boat\nprofile save other") == .done)
            #expect(shell.results.contains("$0.27"), "\(shell.results)")
            #expect(await shell.interpreter.completionContext().profiles() == ["short"])
        }
    }
}
