import FoundationEssentials
import Media
import NexusFlowAPI
import TaskLedger

/// The pieces of a page that shows videos with what made them. It needs nothing from anywhere else; text of prompts and
/// tags is escaped, and a policy in the page forbids scripts and foreign content all the same.
enum GalleryPage {
    /// What every page begins with: a file that does not is nobody's gallery, and is not replaced.
    static let mark = "<!DOCTYPE html>\n<!-- nfsh gallery -->\n"

    static func head(title: String, at time: Date) -> String {
        """
        \(mark)<html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: file: 'self'; media-src data: file: 'self'; \
        style-src 'unsafe-inline'">
        <title>\(escaped(title))</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
        main { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); }
        article { border: 1px solid #8884; border-radius: .5rem; overflow: hidden; }
        video, img { background: #000; display: block; max-height: 70vh; width: 100%; }
        article p { margin: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        dl { display: grid; gap: 0 .75rem; grid-template-columns: max-content 1fr; margin: .75rem; }
        dt { opacity: .65; }
        dd { margin: 0; overflow-wrap: anywhere; }
        </style>
        </head>
        <body>
        <h1>\(escaped(title))</h1>
        <p>\(escaped(time.iso8601))</p>
        <main>

        """
    }

    static let foot = "</main>\n</body>\n</html>\n"

    /// How a file is shown: what stands before its address and behind it.
    enum Kind: Hashable {
        case video
        /// With the subtype of its media type.
        case image(String)

        init(of file: String) {
            let ending = file.split(separator: ".").last.map { $0.lowercased() } ?? ""
            self = FileName.isImage(file) ? .image(ending == "jpg" ? "jpeg" : ending) : .video
        }

        var type: String {
            switch self {
            case .video: "video/mp4"
            case .image(let subtype): "image/\(subtype)"
            }
        }

        var opening: String {
            self == .video
                ? "<video controls loop muted playsinline preload=\"metadata\" src=\"" : "<img alt=\"\" src=\""
        }

        var closing: String { self == .video ? "\"></video>\n" : "\">\n" }
    }

    /// What stands before a task's files.
    static func opening(of task: TaskRecord) -> String { "<article id=\"task-\(task.number)\">\n" }

    /// What stands behind them.
    static func closing(of task: TaskRecord) -> String {
        let fields: [TaskField] = [
            .number, .id, .model, .resolution, .ratio, .duration, .seed, .cost, .tag, .note, .rating, .createdAt,
        ]
        let facts = fields.compactMap { field -> String? in
            let value = field.value(of: task)
            guard value != .null else { return nil }
            let text = value.string ?? value.text()
            return "<dt>\(field.name)</dt><dd>\(escaped(field == .cost ? "$\(text)" : text))</dd>"
        }
        return "<p>\(escaped(task.request.prompt))</p>\n<dl>\(facts.joined())</dl>\n</article>\n"
    }

    /// The address of a file as the page's folder sees it: relative below it, else absolute.
    static func address(of file: String, from folder: String) -> String {
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return file.hasPrefix(prefix) ? "./" + encoded(file.dropFirst(prefix.count)) : "file://" + encoded(file[...])
    }

    /// A path with everything in percent but what stands for itself in an address (RFC 3986, section 2.3).
    private static func encoded(_ path: Substring) -> String {
        path.utf8.map { byte in
            let character = Character(UnicodeScalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~/".contains(character) {
                return String(character)
            }
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.count < 2 ? "0" : "") + digits
        }.joined()
    }

    /// Text as a page shows it and obeys nothing of it, in elements and in quoted attributes.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            // Neither controls nor what turns the direction of the text around it.
            case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value): escaped += "\u{FFFD}"
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
