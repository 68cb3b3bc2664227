import Media

/// `sheet TASK`
enum SheetCommand: ShellCommand {
    static let spec = CommandSpec(
        "sheet", summary: "show pictures from a video's whole length in the terminal",
        operands: [CommandSpec.Operand("TASK", .task)],
        options: [
            CommandSpec.Option("columns", .count(1...12), "pictures in a row; 4"),
            CommandSpec.Option("rows", .count(1...12), "rows of pictures; 3"),
        ] + PictureScreen.options,
        details: "Evenly spread, in rows from the beginning to the end. \(PictureScreen.details)",
        examples: ["sheet @last", "sheet @last columns=6 rows=2"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first else { return }
        let video = try TaskVideo(of: try await session.task(operand))
        try video.requireVideo(at: operand.span)
        let screen = try await PictureScreen(call, session)
        let reader = try session.frameReader()
        let columns = call.option("columns").flatMap { Int($0.text) } ?? 4
        let rows = call.option("rows").flatMap { Int($0.text) } ?? 3
        let (width, height) = (video.summary.width * columns, video.summary.height * rows)
        let area = screen.area.fitting(width: width, height: height, cell: screen.cell)
        let size = screen.pixels(of: area)
        do {
            let sheet = try await reader.sheet(
                of: video.file, duration: video.summary.duration, columns: columns, rows: rows, width: size.width,
                height: size.height)
            call.output.write(try await screen.text(of: sheet, area: area))
        } catch {
            throw ShellError.drawing(video, error)
        }
        call.output.write(call.output.palette.paint(video.caption, .dim) + "\n")
    }
}
