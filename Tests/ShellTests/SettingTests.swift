import FoundationEssentials
import ShellLanguage
import Testing

@testable import Shell

@Suite("Settings")
struct SettingTests {
    @Test("a setting holds for what follows, in canonical form")
    func canonicalForms() async throws {
        try await withShell { shell in
            await shell.run(
                "set model=WAN2.6-T2V resolution=1080p duration=5s watermark=no seed=007 jobs=8 output=JSON")
            let settings = await shell.interpreter.settings
            #expect(settings["model"] == "wan2.6-t2v")
            #expect(settings["resolution"] == "1080P")
            #expect(settings["duration"] == "5")
            #expect(settings["watermark"] == "off")
            #expect(settings["seed"] == "7")
            #expect(settings.jobs == 8)
            #expect(settings.output == .json)
            #expect(shell.messages == "")
        }
    }

    @Test("a fresh session has the documented defaults")
    func defaults() async throws {
        try await withShell { shell in
            let settings = await shell.interpreter.settings
            let expected = [
                "model": "wan2.6-t2v", "resolution": "720P", "ratio": "16:9", "duration": "5", "watermark": "on",
                "output": "table", "exists": "rename", "name": "{number}-{model}-{slug}.mp4",
            ]
            for (name, value) in expected { #expect(settings[name] == value) }
            #expect(settings["seed"] == nil)
            #expect(settings["prompt"] == nil)
        }
    }

    @Test("an alias sets what it stands for")
    func alias() async throws {
        try await withShell { shell in
            await shell.run("set image=https://x.test/a.png")
            #expect(await shell.interpreter.settings["img_url"] == "https://x.test/a.png")
            await shell.run("unset image")
            #expect(await shell.interpreter.settings["img_url"] == nil)
        }
    }

    @Test(
        "a value that no documented rule allows is refused with what is allowed",
        arguments: [
            ("resolution=4K", "it may be 720P, 1080P (documented)"),
            ("ratio=2:1", "it may be 16:9, 9:16, 1:1, 4:3, 3:4 (documented)"),
            ("duration=2", "it may be 3 to 15 whole seconds (documented)"),
            ("duration=16", "it may be 3 to 15 whole seconds (documented)"),
            ("duration=5.5", "it may be 3 to 15 whole seconds (documented)"),
            ("seed=-1", "it may be 0 to 2147483647 (documented)"),
            ("seed=2147483648", "it may be 0 to 2147483647 (documented)"),
            ("seed=+1", "it may be 0 to 2147483647 (documented)"),
            ("watermark=maybe", "it may be on, off (documented)"),
            ("img_url=boat.png", "the API takes only URLs"), ("img_url=~/boat", "the API takes only URLs"),
            ("img_url=nowhere", "the API cannot read local files"),
            ("output=xml", "it may be table, json, jsonl, csv, tsv, markdown"),
            ("jobs=0", "is not a whole number from 1 to 64"),
            ("jobs=65", "is not a whole number from 1 to 64"),
            ("poll=soon", "is not a time, such as 200ms, 5s, 10m or 2h"),
            ("budget=much", "is not an amount of dollars, such as 1.50"),
            ("exists=maybe", "it may be skip, rename, overwrite"),
            ("autodownload=2", "it may be on, off"),
            ("name={nonsense}.mp4", "a name has no field '{nonsense}'"),
            ("name='{number'", "is not closed"),
        ])
    func refusedValues(_ assignment: String, _ reason: String) async throws {
        try await withShell { shell in
            let before = await shell.interpreter.settings
            #expect(await shell.run("set \(assignment)") == .check)
            #expect(shell.messages.contains(reason), "\(shell.messages)")
            #expect(shell.messages.contains("error: \(assignment.prefix { $0 != "=" })="))
            #expect(await shell.interpreter.settings == before)
        }
    }

    @Test("what only a variable brings in is refused too, and then the whole line")
    func refusedAtRunTime() async throws {
        try await withShell { shell in
            #expect(await shell.run("let size=4K\nset seed=7 resolution=$size") == .check)
            #expect(shell.messages.contains(" --> <command>:2:23"), "\(shell.messages)")
            #expect(shell.messages.contains("it may be 720P, 1080P (documented)"))
            #expect(await shell.interpreter.settings["seed"] == nil)
        }
    }

    @Test("unset gives one setting back its default, reset all, down to what the command line said")
    func unsetAndReset() async throws {
        try await withShell(options: options { $0.output = .json }) { shell in
            await shell.run("set seed=7 duration=9 extra.audio=true tag=x output=csv\nunset seed extra.audio")
            #expect(await shell.interpreter.settings["seed"] == nil)
            #expect(await shell.interpreter.settings.extraNames.isEmpty)
            #expect(await shell.interpreter.settings["duration"] == "9")
            await shell.run("reset")
            #expect(await shell.interpreter.settings["duration"] == "5")
            #expect(await shell.interpreter.settings["tag"] == nil)
            #expect(await shell.interpreter.settings.output == .json)
            #expect(await shell.run("unset nonsens") == .check)
            #expect(shell.messages.contains("there is no setting 'nonsens'"))
        }
    }

    @Test("set alone lists every setting with value, default and meaning")
    func list() async throws {
        try await withShell { shell in
            await shell.run("set seed=7 extra.audio=true\nset output=csv\nset")
            let lines = shell.results.split(separator: "\n").map(String.init)
            #expect(lines.first == "name,value,default,summary")
            for setting in Setting.all where !["seed", "output"].contains(setting.name) {
                #expect(lines.contains { $0.hasPrefix("\(setting.name),") }, "\(setting.name) is missing")
            }
            #expect(lines.contains("seed,7,,fixed seed for repeatable videos; drawn when it is not set"))
            #expect(lines.contains { $0.hasPrefix("extra.audio,true,,") })
            #expect(lines.contains { $0.hasPrefix("resolution,720P,720P,") })
        }
    }

    @Test("env prints what differs from the defaults as lines that can be run")
    func env() async throws {
        try await withShell { shell in
            await shell.run(
                """
                set prompt="a boat, it's raining" seed=7 duration=5 extra.style='{"a": [1, 2]}' tag=hero
                env
                """)
            #expect(
                shell.results == """
                    set prompt="a boat, it's raining"
                    set seed=7
                    set tag=hero
                    set extra.style='{"a": [1, 2]}'

                    """)
        }
    }

    @Test("what env prints gives the same settings again, whatever is in them", arguments: 0..<40)
    func envRoundTrip(_ round: Int) async throws {
        var random = SplitMix(state: UInt64(round))
        let values = (0..<4).map { _ in oddText(&random) }
        let names = ["prompt", "tag", "note", "extra.odd"]
        let printed = try await withShell { shell -> (String, Settings) in
            for (index, value) in values.enumerated() { try shell.write(value + "\n", to: "value\(index).txt") }
            for (index, name) in names.enumerated() {
                await shell.run("let v=@value\(index).txt\nset \(name)=$v")
                #expect(await shell.interpreter.settings[name] == values[index], "\(shell.messages)")
            }
            await shell.run("env")
            #expect(shell.messages == "")
            return (shell.results, await shell.interpreter.settings)
        }
        let (source, diagnostics) = decode(Array(printed.0.utf8), name: "env.nfs")
        #expect(diagnostics.isEmpty)
        try await withShell { shell in
            #expect(await shell.interpreter.run(source), "\(shell.messages) in \(printed.0)")
            #expect(await shell.interpreter.settings == printed.1)
        }
    }
}

/// A text of what means something somewhere in the language.
private func oddText(_ random: inout SplitMix) -> String {
    let pieces = [
        "'", "\"", "\\", "$", "$x", "${y}", "{a|b}", "{", "}", " ", "  ", "\t", "\n", "#", " # ", "=", "a=b", "@",
        "@12",
        ";", "|", ">", ">>", "<", "<<E", "1..4", "a,b", "~/", "--yes", "!", "é", "船", "👩‍👩‍👧", "\u{2019}", "on", "x", ".",
        "-",
        "\\n", "\\$",
    ]
    return (0..<Int.random(in: 0...8, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
}

/// The same numbers for the same start, on any machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
