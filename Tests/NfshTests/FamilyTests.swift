import FoundationEssentials
import Testing

@Suite("Families of scripts")
struct FamilyTests {
    @Test("there are families to test")
    func families() {
        #expect(Family.all.count >= 25)
        #expect(Set(Family.all.map(\.expectation.status)).isSuperset(of: 0...8))
    }

    @Test(
        "a script gives the same from a file, through -c, on standard input and typed at a prompt",
        .timeLimit(.minutes(1)),
        arguments: Family.all)
    func everyWay(_ family: Family) async throws {
        async let file = run(family) { ["script.nfs"] + $0.arguments }
        async let lines = run(family) { ["-c", $0.script] + $0.arguments }
        async let input = run(family, input: family.script) { ["-"] + $0.arguments }
        async let typed = type(family)
        #expect(try await file == family.expectation)
        #expect(try await lines == family.expectation)
        #expect(try await input == family.expectation)
        // Nobody at a prompt has arguments to give.
        guard family.arguments.isEmpty else { return _ = try await typed }
        #expect(try await typed.withoutLineNumbers == family.expectation.withoutLineNumbers)
    }

    private func run(
        _ family: Family, input: String = "", _ arguments: (Family) -> [String]
    ) async throws -> Family.Expectation {
        try await withProgram { program in
            try prepare(program, family)
            return Family.comparable(
                try await program.run(options(family) + arguments(family), input: input), home: program.home)
        }
    }

    private func type(_ family: Family) async throws -> Family.Expectation {
        try await withProgram { program in
            try prepare(program, family)
            let outcome = try await program.type(family.typed, options(family) + ["--no-rc"])
            return Family.comparable(outcome, home: program.home)
        }
    }

    private func options(_ family: Family) -> [String] {
        ["--local"] + (family.options.contains("--speed") ? [] : ["--speed", "1000"]) + family.options
    }

    private func prepare(_ program: Program, _ family: Family) throws {
        try program.copy(Family.folder.appending(path: "files"))
        try program.write(family.script, to: "script.nfs")
    }
}
