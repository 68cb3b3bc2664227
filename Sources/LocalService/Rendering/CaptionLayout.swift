/// Where the texts of a video stand, in pixels.
struct CaptionLayout: Hashable, Sendable {
    let margin: Int
    let promptSize: Int
    let detailSize: Int
    let promptLines: [String]
    let detailLines: [String]
    /// The upper edge of the details, within the caption.
    let detailsTop: Int
    /// Of the whole caption.
    let height: Int

    /// What the mark says.
    static let mark = "AI generated"

    init(prompt: String, details: String, size: FrameSize) {
        let side = min(size.width, size.height)
        margin = side / 18
        promptSize = side / 21
        detailSize = side / 33
        let width = Double(size.width - 2 * margin)
        promptLines = Caption.lines(prompt, width: width / Double(promptSize), limit: 4)
        detailLines = Caption.lines(details, width: width / Double(detailSize), limit: 3)
        detailsTop = margin / 2 + promptLines.count * (promptSize * 3 / 2) + margin / 4
        height = (detailsTop + detailLines.count * (detailSize * 3 / 2) + margin / 2) / 2 * 2
    }

    var markWidth: Int { detailSize * 9 / 2 * 2 }
}
