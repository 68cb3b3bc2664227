import NexusFlowAPI
import Testing

@testable import Shell

@Suite("Variables")
struct VariableTests {
    @Test("a variable becomes one word, whatever is in it")
    func oneWord() async throws {
        try await withShell { shell in
            await shell.run(
                """
                let a="x  y > z | w # v seed=7" b=plain
                echo $a
                echo "$b ${b}.mp4 -$b-" '$b'
                echo ${none:-fallback} ${b:-unused}
                """)
            #expect(
                shell.results == """
                    x  y > z | w # v seed=7
                    plain plain.mp4 -plain- $b
                    fallback plain

                    """)
            #expect(shell.messages == "")
        }
    }

    @Test("a field follows only a dot and a letter, so an amount can stand behind a name")
    func dots() async throws {
        try await withShell { shell in
            await shell.run("let a=x\necho $a. $a.1")
            #expect(shell.results == "x. x.1\n")
        }
    }

    @Test("a text has no fields, and a missing name is an error that suggests the near one")
    func missing() async throws {
        try await withShell { shell in
            #expect(await shell.run("let subject=boat\necho $subjekt") == .check)
            #expect(shell.results == "")
            #expect(shell.messages.contains("$subjekt is not set"))
            #expect(shell.messages.contains("did you mean $subject?"))
            shell.console.forget()
            #expect(await shell.run("let subject=boat\necho $subject.id") == .check)
            #expect(shell.messages.contains("$subject is a text, which has no field 'id'"))
        }
    }

    @Test(
        "a field is never dropped in silence where a text has none",
        arguments: ["$1.mp4", "$env.SHOT.mp4", "$service.mp4", "${a:-b}.x $a.mp4", "$none.mp4"])
    func fieldOfText(_ word: String) async throws {
        try await withShell(variables: ["SHOT": "boat"], options: options { $0.arguments = ["one"] }) { shell in
            #expect(await shell.run("let a=x\necho \(word)") == .check, "\(shell.results)")
            #expect(shell.results == "")
            // At the run too, where only it knows what a name is.
            try shell.write("let none=x a=x\n", to: "names.nfs")
            #expect(await shell.run("let f=names.nfs\nsource $f\necho \(word)") == .check, "\(shell.results)")
            #expect(shell.results == "")
        }
    }

    @Test("all arguments are one word, and so is whatever stands in a variable")
    func oneWordForAll() async throws {
        try await withShell(options: options { $0.arguments = ["a b", "seed=7"] }) { shell in
            #expect(await shell.run("let all=$@\necho $all") == .done)
            #expect(shell.results == "a b seed=7\n")
            #expect(await shell.run("let n=$@\nlist limit=$n") == .check)
            #expect(shell.messages.contains("limit=a b seed=7 is not a whole number"), "\(shell.messages)")
        }
    }

    @Test("what a variable holds is no list, no range and no variant")
    func noLists() async throws {
        try await withShell { shell in
            shell.service.takes("t-1")
            #expect(
                await shell.run("let v=\"{red|blue}\" m=a,b\nx = sweep \"a $v boat\" model=$m\necho $x.count") == .done,
                "\(shell.messages)")
            #expect(shell.service.submits.map { $0["prompt"]?.string } == ["a {red|blue} boat"])
            #expect(shell.service.submits.map { $0["model"]?.string } == ["a,b"])
            #expect(shell.results.hasSuffix("1\n"))
            #expect(await shell.run("let s=1..4\nsweep \"a boat\" seed=$s") != .done)
            #expect(shell.service.submits.count == 1)
        }
    }

    @Test("the arguments of a script are $1 to $9 and $@, and one too few is named before anything runs")
    func arguments() async throws {
        try await withShell(options: options { $0.arguments = ["one", "t w o"] }) { shell in
            await shell.run("echo $1 / $2 / $@ / ${3:-none}")
            #expect(shell.results == "one / t w o / one t w o / none\n")
            #expect(await shell.run("echo before\necho $3") == .check)
            #expect(shell.messages.contains("$3 is not set: only 2 were given"))
            #expect(!shell.results.contains("before"))
        }
    }

    @Test("the environment is $env, where what is not there needs a default")
    func environment() async throws {
        try await withShell(variables: ["SHOT": "boat"]) { shell in
            await shell.run("echo $env.SHOT ${env.NOTHING:-nothing}")
            #expect(shell.results == "boat nothing\n")
            #expect(await shell.run("echo $env.NOTHING") == .check)
            #expect(shell.messages.contains("$env.NOTHING is not set"))
        }
    }

    @Test("$service is the origin in use, without the path of the API")
    func service() async throws {
        try await withShell { shell in
            await shell.run("echo $service/samples/boat.png")
            #expect(shell.results == "https://nexusflow.vip/samples/boat.png\n")
        }
    }

    @Test("let reads a file, and drops only its last newline")
    func fromFile() async throws {
        try await withShell { shell in
            try shell.write("first\nsecond\n\n", to: "brief.txt")
            await shell.run("let brief=@brief.txt\necho \"[$brief]\"")
            #expect(shell.results == "[first\nsecond\n]\n")
            #expect(await shell.run("let other=@nothing.txt") == .check)
            #expect(shell.messages.contains("nothing.txt: no such file or directory"))
        }
    }

    @Test("a capture binds the task, and every field of it can be read")
    func captures() async throws {
        try await withShell { shell in
            shell.willSucceed("t-1")
            await shell.run(
                """
                hero = submit a paper boat seed=7 tag=boats
                wait $hero
                echo $hero $hero.number $hero.id $hero.status $hero.cost $hero.seed $hero.tag $hero.rating
                let same=$hero
                echo $same.id ${hero.id}x
                """)
            #expect(
                shell.results.hasSuffix("1 1 t-1 succeeded 0.45 7 boats null\nt-1 t-1x\n"),
                "\(shell.results)\(shell.messages)")
            for field in TaskField.allCases {
                #expect(await shell.run("echo $hero.\(field.name)") == .done, "\(field.name)")
            }
        }
    }

    @Test("a field that no task has is named, with the near one")
    func unknownField() async throws {
        try await withShell { shell in
            #expect(await shell.run("hero = submit a boat\necho $hero.statsu") == .check)
            #expect(shell.messages.contains("$hero is a task, which has no field 'statsu'"))
            #expect(shell.messages.contains("did you mean 'status'?"))
            #expect(shell.service.log.isEmpty, "before anything is sent")
        }
    }

    @Test(
        "a name cannot be a command's, a setting's, the shell's own or a reserved word",
        arguments: ["submit", "exit", "seed", "image", "service", "env", "if", "end", "try", "a.b"])
    func reservedNames(_ name: String) async throws {
        try await withShell { shell in
            #expect(await shell.run("\(name) = submit a boat") == .check)
            #expect(await shell.run("let \(name)=x") == .check)
            #expect(await shell.run("args \(name)=x") == .check)
            #expect(await shell.run("args \(name)") == .check)
            #expect(shell.service.log.isEmpty)
        }
    }

    @Test("only what makes a task can be bound")
    func nothingToBind() async throws {
        try await withShell { shell in
            #expect(await shell.run("x = list") == .check)
            #expect(shell.messages.contains("list makes nothing that a name could be bound to"))
        }
    }

    @Test("seed=7 alone suggests set")
    func bareAssignment() async throws {
        try await withShell { shell in
            #expect(await shell.run("seed=7") == .check)
            #expect(shell.messages.contains("set seed=7"), "\(shell.messages)")
        }
    }
}
