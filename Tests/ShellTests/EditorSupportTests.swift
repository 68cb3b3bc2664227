import FoundationEssentials
import NexusFlowAPI
import Testing

@testable import Shell

@Suite("Support for editors")
struct EditorSupportTests {
    @Test(
        "the files that are checked in are what the tables of commands and settings give now",
        arguments: [
            ("vim", "vim/syntax/nfsh.vim", VimSyntax.text),
            ("textmate", "vscode/syntaxes/nfsh.tmLanguage.json", TextMateGrammar.text),
        ])
    func current(_ form: String, _ file: String, _ text: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "scripts/editors/\(file)"))
        #expect(
            String(decoding: data, as: UTF8.self) == text,
            "write it anew: scripts/run editor \(form) > scripts/editors/\(file)")
    }

    @Test("every command, option and setting is in both")
    func complete() {
        let words = Vocabulary()
        // As patterns some of them have a backslash.
        for text in [VimSyntax.text, TextMateGrammar.text].map({ $0.replacing("\\", with: "") }) {
            for spec in CommandTable.all.map({ $0.spec }) {
                #expect(text.contains(spec.name), "\(spec.name)")
                for option in spec.options where !option.isFamily { #expect(text.contains(option.name)) }
            }
            for setting in Setting.all { #expect(text.contains(setting.name)) }
        }
        #expect(VimSyntax.text.contains(#"1280\*1280"#) && TextMateGrammar.text.contains(#"1280\\*1280"#))
        #expect(words.values.contains("720P"))
        #expect(words.nestingCommands.contains("each"))
    }

    @Test("the grammar is JSON, and each of its expressions is one")
    func grammar() throws {
        let grammar = try JSONValue(parsing: TextMateGrammar.text)
        var count = 0
        func check(_ value: JSONValue) {
            switch value {
            case .object(let object):
                for member in object.members {
                    if ["match", "begin"].contains(member.name), let text = member.value.string {
                        count += 1
                        // Swift's expressions cannot look behind; editors' can.
                        let rest = text.replacing(#/\(\?<[!=][^()]*\)/#, with: "")
                        #expect(throws: Never.self, "\(text)") { try Regex(rest) }
                    }
                    check(member.value)
                }
            case .array(let elements): elements.forEach(check)
            default: break
            }
        }
        check(grammar)
        #expect(count > 10)
    }
}
