import Media

/// `preview TASK [at=TIME]`
enum PreviewCommand: ShellCommand {
    static let spec = CommandSpec(
        "preview", summary: "show a video's first picture, or another, or images, in the terminal",
        operands: [CommandSpec.Operand("TASK", .task)],
        options: [CommandSpec.Option("at", .timeSpan, "the moment, from the beginning")] + PictureScreen.options,
        details: PictureScreen.details,
        examples: ["preview @last", "preview @last at=2s width=60", "preview @last graphics=blocks > frame.txt"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let operand = call.operands.first else { return }
        let (pictures, faults) = try TaskVideo.all(of: try await session.task(operand))
        for fault in faults { session.warn(fault.message + (fault.remedy.map { "; \($0)" } ?? "")) }
        let moment = try pictures[0].moment(call.option("at"))
        let screen = try await PictureScreen(call, session)
        let reader = try session.frameReader()
        for picture in pictures {
            try await show(picture, at: moment, call, screen, reader)
        }
    }

    private static func show(
        _ video: TaskVideo, at moment: Double, _ call: CommandCall, _ screen: PictureScreen, _ reader: FrameReader
    ) async throws {
        let area = screen.area.fitting(width: video.summary.width, height: video.summary.height, cell: screen.cell)
        let size = screen.pixels(of: area)
        do {
            let frame = try await reader.frame(of: video.file, at: moment, width: size.width, height: size.height)
            call.output.write(try await screen.text(of: frame, area: area))
        } catch {
            throw ShellError.drawing(video, error)
        }
        call.output.write(call.output.palette.paint(video.caption, .dim) + "\n")
    }
}
