import FoundationEssentials
import Media
import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// What a task's file on disk really is, as people read it, measured from its boxes alone.
struct VideoFacts: Hashable, Sendable {
    let text: String
    let isWhole: Bool

    /// Looks into the file; `nil` if the task has none.
    init?(of task: TaskRecord) {
        guard let file = task.file else { return nil }
        do {
            self.init(try MediaSummary.read(path: file), published: task.fileSize, number: task.number)
        } catch {
            let advice = "(verify @\(task.number) says what can be done)"
            switch error.code {
            case .unreadable where !FileManager.default.fileExists(atPath: file):
                self.init(text: "missing: no file has its name any more \(advice)", isWhole: false)
            case .unreadable, .toolMissing, .toolFailed, .noFrame: self.init(text: error.message, isWhole: false)
            case .damaged, .tooComplex, .badTemplate:
                self.init(text: "damaged: \(error.message) \(advice)", isWhole: false)
            }
        }
    }

    private init(text: String, isWhole: Bool) {
        self.text = text
        self.isWhole = isWhole
    }

    /// `1280×720, 5.04 s, 24 fps, avc1, 1.6 Mbit/s, with sound`, or `1280×1280, PNG`.
    ///
    /// - Parameter published: how many bytes the file should have.
    init(_ summary: MediaSummary, published: Int64?, number: Int) {
        var facts = ["\(summary.width)×\(summary.height)"]
        switch summary {
        case .video(let video): facts += Self.facts(of: video)
        case .image(let image): facts.append(image.format.rawValue)
        }
        isWhole = published == nil || published == summary.size
        if let published, !isWhole {
            facts.append("but \(summary.size) bytes instead of \(published) (verify @\(number) says what can be done)")
        }
        text = facts.joined(separator: ", ")
    }

    private static func facts(of summary: MP4Summary) -> [String] {
        var facts: [String] = []
        if summary.duration > 0 { facts.append("\(decimal(summary.duration)) s") }
        if let rate = summary.frameRate { facts.append("\(decimal(rate)) fps") }
        facts.append(summary.codec)
        if let bitrate = summary.bitrate { facts.append(rate(bitrate)) }
        if summary.hasAudio { facts.append("with sound") }
        return facts
    }

    /// The column that shows it, which no program sees.
    var column: ResultSet.Column {
        let style: Palette.Style? = isWhole ? nil : .red
        return ResultSet.Column("measured", isForPeople: true) { ResultSet.Cell($0.string ?? "", style) }
    }

    /// Bits a second.
    private static func rate(_ bits: Double) -> String {
        bits < 1e6 ? "\(decimal(bits / 1e3, places: 0)) kbit/s" : "\(decimal(bits / 1e6, places: 1)) Mbit/s"
    }

    /// Rounded to at most two decimals, without zeros at its end. What is above a billion is no property of a video.
    static func decimal(_ value: Double, places: Int = 2) -> String {
        guard value < 1e9 else { return "over a billion" }
        let scale = [1, 10, 100][places]
        let parts = Int((value * Double(scale)).rounded())
        guard places > 0, parts % scale != 0 else { return String(parts / scale) }
        var digits = String(String(scale + parts % scale).dropFirst())
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(parts / scale).\(digits)"
    }
}
