import Media

/// `compare TASK TASK [at=TIME]`
enum CompareCommand: ShellCommand {
    static let spec = CommandSpec(
        "compare", summary: "show pictures of two videos side by side in the terminal",
        operands: [CommandSpec.Operand("TASK", .task), CommandSpec.Operand("TASK", .task)],
        options: [CommandSpec.Option("at", .timeSpan, "the moment, from the beginning")] + PictureScreen.options,
        details: "The first picture of each, or that of another moment. \(PictureScreen.details)",
        examples: ["compare @-2 @last", "compare @-2 @last at=2s"])

    /// Columns between the two.
    private static let gap = 2

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard call.operands.count == 2 else { return }
        let left = try TaskVideo(of: try await session.task(call.operands[0]))
        let right = try TaskVideo(of: try await session.task(call.operands[1]))
        let moments = (try left.moment(call.option("at")), try right.moment(call.option("at")))
        let screen = try await PictureScreen(call, session)
        let reader = try session.frameReader()
        let half = CellArea(columns: (screen.area.columns - gap) / 2, rows: screen.area.rows)
        func picture(of video: TaskVideo, at moment: Double) async throws -> (frame: RGBFrame, area: CellArea) {
            let area = half.fitting(width: video.summary.width, height: video.summary.height, cell: screen.cell)
            let size = screen.pixels(of: area)
            do {
                let frame = try await reader.frame(of: video.file, at: moment, width: size.width, height: size.height)
                return (frame, area)
            } catch {
                throw ShellError.drawing(video, error)
            }
        }
        let first = try await picture(of: left, at: moments.0)
        let second = try await picture(of: right, at: moments.1)
        let both = first.frame.beside(second.frame, gap: gap * first.frame.width / first.area.columns)
        let area = CellArea(
            columns: first.area.columns + gap + second.area.columns, rows: max(first.area.rows, second.area.rows))
        do {
            call.output.write(try await screen.text(of: both, area: area))
        } catch {
            throw ShellError.drawing(left, error)
        }
        for (side, video) in [("left", left), ("right", right)] {
            call.output.write(call.output.palette.paint("\(side): \(video.caption)", .dim) + "\n")
        }
    }
}
