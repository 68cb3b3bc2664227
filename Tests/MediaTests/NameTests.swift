import FoundationEssentials
import Media
import Testing

@Suite("The name of a download")
struct NameTests {
    private let fields = NameFields(
        number: 12, id: "task_0385dc79-5ff8", model: "wan2.6-t2v", prompt: "A paper boat, it's raining!", seed: 7,
        date: Date(timeIntervalSince1970: 1_780_308_000), tag: "boats", variant: "calm", resolution: "720P",
        ratio: "16:9", run: 3)

    private func name(_ template: String, _ change: (inout NameFields) -> Void = { _ in }) throws -> String {
        var fields = fields
        change(&fields)
        return try NameTemplate(template).path(for: fields)
    }

    @Test("is number, model and the words of the prompt")
    func standard() throws {
        #expect(try name(NameTemplate.standardText) == "12-wan2.6-t2v-a-paper-boat-its-raining.mp4")
    }

    @Test(
        "is made of every field",
        arguments: [
            ("{number}", "12.mp4"), ("{id}", "task_0385dc79-5ff8.mp4"), ("{model}", "wan2.6-t2v.mp4"),
            ("{seed}", "7.mp4"),
            ("{date}", "2026-06-01.mp4"), ("{tag}", "boats.mp4"), ("{variant}", "calm.mp4"),
            ("{resolution}", "720P.mp4"),
            ("{ratio}", "16-9.mp4"), ("{run}", "3.mp4"), ("{slug}.mov", "a-paper-boat-its-raining.mov"),
        ])
    func everyField(template: String, path: String) throws {
        #expect(try name(template) == path)
    }

    @Test("says none for what a task does not have")
    func absent() throws {
        let bare = NameFields(number: 1, model: "", prompt: "", date: Date(timeIntervalSince1970: 0))
        let text = "{id} {model} {slug} {seed} {tag} {variant} {resolution} {ratio} {run}"
        #expect(try NameTemplate(text).path(for: bare) == "none none none none none none none none none.mp4")
    }

    @Test(
        "is text as it stands, with folders and braces",
        arguments: [
            ("clip", "clip.mp4"), ("clip.mp4", "clip.mp4"), ("a/b/{number}.mp4", "a/b/12.mp4"),
            ("/abs/{number}", "/abs/12.mp4"),
            ("../up/{number}", "../up/12.mp4"), ("{tag}/", "boats/12-wan2.6-t2v-a-paper-boat-its-raining.mp4"),
            ("{{{tag}}}", "{boats}.mp4"),
            ("./{number}", "./12.mp4"), ("{number}.{tag}", "12.boats.mp4"), (".hidden", ".hidden.mp4"),
            ("Ünï {tag}", "Ünï boats.mp4"),
        ])
    func text(template: String, path: String) throws {
        #expect(try name(template) == path)
    }

    @Test("is cut at a character by a width in bytes, and a number is filled up")
    func widths() throws {
        #expect(try name("{slug:10}") == "a-paper-bo.mp4")
        #expect(try name("{slug:8}") == "a-paper.mp4")
        #expect(try name("{slug:7}") == "a-paper.mp4")
        #expect(try name("{slug:1}") == "a.mp4")
        #expect(try name("{number:4}-{seed:3}") == "0012-007.mp4")
        #expect(try name("{number:1}") == "12.mp4")
        #expect(try name("{slug:7}") { $0.prompt = "äöüß" } == "äöü.mp4")
        #expect(try name("{slug:6}") { $0.prompt = "船船船" } == "船船.mp4")
        #expect(try name("{tag:4}") { $0.tag = "e\u{301}e\u{301}" } == "e\u{301}.mp4")
        #expect(try name("{tag:3}") { $0.tag = "a" + String(repeating: "\u{301}", count: 50) } == "a\u{301}.mp4")
        #expect(try name("{slug:2}") { $0.prompt = "船" } == "none.mp4")
        let long = try name("{slug}") { $0.prompt = String(repeating: "word ", count: 100) }
        #expect(long == "word-word-word-word-word-word-word-word.mp4")
    }

    @Test(
        "cannot be made by a value to leave its folder, to hide, or to hold what a terminal or a file system takes amiss",
        arguments: [
            ("../../etc/passwd", "etc-passwd"), ("..", "none"), (".", "none"), ("/", "none"), ("", "none"),
            ("/etc", "etc"), (".bashrc", "bashrc"),
            ("a/b\\c", "a-b-c"), ("a\0b", "a-b"), ("a\n\r\tb", "a-b"), ("\u{1B}[31mred", "[31mred"),
            ("a\u{202E}gpm.exe", "agpm.exe"),
            ("a\u{200B}b", "ab"), ("-rf", "rf"), ("a:b*c?d\"e<f>g|h", "a-b-c-d-e-f-g-h"), (" a  b ", "a-b"),
            ("a...", "a"), ("a\u{2028}b", "a-b"),
            ("{number}", "{number}"), ("~/x", "~-x"), ("\u{E000}x", "x"),
        ])
    func hostileValues(value: String, sanitized: String) throws {
        #expect(try name("f/{tag}.mp4") { $0.tag = value } == "f/\(sanitized).mp4")
        for template in ["{id}", "{model}", "{slug}", "{variant}", "{resolution}", "{ratio}"] {
            let path = try name(template) {
                ($0.id, $0.model, $0.prompt) = (value, value, value)
                ($0.variant, $0.resolution, $0.ratio) = (value, value, value)
            }
            #expect(!path.contains("/") && !path.hasPrefix("."))
        }
    }

    @Test("stays short enough for a file system, its ending kept")
    func length() throws {
        for value in [
            String(repeating: "x", count: 1000), String(repeating: "船", count: 300), String(repeating: "🎬", count: 300),
        ] {
            let path = try name("{number}-{tag}.mp4") { $0.tag = value }
            #expect(path.hasPrefix("12-") && path.hasSuffix(".mp4"))
            #expect((200...240).contains(path.utf8.count))
            let folders = try name("{tag}/{tag}.{tag}") { $0.tag = value }
            #expect(folders.split(separator: "/").allSatisfy { $0.utf8.count <= 240 })
            for other in [FileName.partial(for: path), FileName.sidecar(for: path), FileName.numbered(path, 9999)] {
                #expect(other.utf8.count <= 255)
            }
        }
    }

    @Test(
        "keeps letters of every language in its slug, and nothing else",
        arguments: [
            ("Das Boot fährt", "das-boot-fährt"), ("紙の船、雨。", "紙の船-雨"), ("🎬 action!", "action"), ("a_b--c", "a-b-c"),
            ("नमस्ते दुनिया", "नमस्ते-दुनिया"), ("!!!", "none"),
        ])
    func slugs(prompt: String, slug: String) throws {
        #expect(try name("{slug:80}") { $0.prompt = prompt } == slug + ".mp4")
    }

    @Test(
        "cannot be made of a template that is none",
        arguments: [
            ("", "the name template is empty"),
            (
                "{foo}",
                "a name has no field '{foo}'; it has {number} {id} {model} {slug} {seed} {date} {tag} {variant} {resolution} {ratio} {run}"
            ),
            ("{}", "a name has no field '{}'; it has"), ("{Number}", "a name has no field '{Number}'"),
            ("{slug", "a '{' in the name template '{slug' is not closed"),
            ("slug}", "a '}' in the name template 'slug}' closes nothing"),
            ("{slug:0}", "the width of '{slug:0}' is not a number of bytes from 1 to 240"),
            ("{slug:}", "the width of '{slug:}'"), ("{slug:x}", "the width of '{slug:x}'"),
            ("{slug:999}", "the width of '{slug:999}'"),
            ("a\nb", "the name template holds a control character"),
            ("a\0b", "the name template holds a control character"),
            ("..", "the name template '..' names a folder"), ("a/..", "the name template 'a/..' names a folder"),
            ("a/.", "the name template 'a/.' names a folder"),
        ])
    func badTemplates(template: String, message: String) {
        let error = #expect(throws: MediaError.self) { try NameTemplate(template) }
        #expect(error?.code == .badTemplate)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test(
        "has names that belong to it",
        arguments: [
            ("clip.mp4", "clip.json", ".clip.mp4.part", "clip-2.mp4"),
            ("a/b.c/clip.mp4", "a/b.c/clip.json", "a/b.c/.clip.mp4.part", "a/b.c/clip-2.mp4"),
            ("a.b/clip", "a.b/clip.json", "a.b/.clip.part", "a.b/clip-2"),
            (".clip", ".clip.json", "..clip.part", ".clip-2"),
            ("/x/wan2.6.mp4", "/x/wan2.6.json", "/x/.wan2.6.mp4.part", "/x/wan2.6-2.mp4"),
        ])
    func companions(path: String, sidecar: String, partial: String, second: String) {
        #expect(FileName.sidecar(for: path) == sidecar)
        #expect(FileName.partial(for: path) == partial)
        #expect(FileName.numbered(path, 2) == second)
        #expect(FileName.numbered(path, 1) == path)
    }
}
