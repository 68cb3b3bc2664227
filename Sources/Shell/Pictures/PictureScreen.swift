import Media
import NexusFlowAPI
import ShellLanguage

/// Where a picture goes, and how it is drawn there.
struct PictureScreen: Sendable {
    let graphics: TerminalGraphics
    /// The room for one picture.
    let area: CellArea
    let cell: CellSize
    private let depth: HalfBlocks.Depth
    private let chafa: Chafa?

    /// Rows that are left for the line beneath the picture and for the next prompt.
    private static let rowsBelow = 3
    /// As high as a picture gets where no terminal says how high it is.
    private static let rowsElsewhere = 60

    /// The options of every command that draws.
    static let options = [
        CommandSpec.Option("width", .count(1...500), "columns of the picture; as many as the terminal has"),
        CommandSpec.Option(
            "graphics", .choice(["auto"] + TerminalGraphics.allCases.map(\.rawValue)),
            "how it is drawn; auto asks the terminal"),
    ]

    /// What the help of every such command says.
    static let details = """
        In pixels where the terminal says that it can (kitty, iterm2, sixel), else in blocks of two pixels a character, or \
        with chafa if it is installed, in 24-bit colours if COLORTERM says so, else in 256. It stays in the scroll-back. \
        With graphics= it is drawn as you say, also into a file or a pipe.
        """

    /// Finds out how pictures are drawn.
    ///
    /// - Throws: ``ShellError`` where none can be.
    init(_ call: CommandCall, _ session: Session) async throws {
        let console = session.console
        let variables = session.environment.variables
        let chosen = call.option("graphics").flatMap { TerminalGraphics(rawValue: $0.text.lowercased()) }
        if let chosen {
            graphics = chosen
        } else {
            guard call.output.isTerminal else {
                throw ShellError(
                    .trouble, "\(call.spec.name) draws on a terminal, and its output goes elsewhere",
                    remedy: "open hands a video to the desktop; graphics=blocks draws all the same")
            }
            guard call.output.palette.isColoured else {
                throw ShellError(
                    .trouble,
                    "\(call.spec.name) draws in colours, and there are none here (NO_COLOR, TERM=dumb or color=never)",
                    remedy: "open hands a video to the desktop; graphics=blocks draws all the same")
            }
            graphics = await session.terminalGraphics()
        }
        let columns = call.option("width").flatMap { Int($0.text) } ?? console.width
        area = CellArea(
            columns: call.output.isTerminal ? min(columns, console.width) : columns,
            rows: call.output.isTerminal ? console.height - Self.rowsBelow : Self.rowsElsewhere)
        cell = call.output.isTerminal ? console.cellSize ?? .usual : .usual
        depth = HalfBlocks.Depth(environment: variables)
        chafa = graphics == .blocks && chosen == nil ? Chafa(searchPath: variables["PATH"] ?? "") : nil
    }

    /// How large a picture in this area is, in pixels, before it is drawn.
    func pixels(of area: CellArea) -> (width: Int, height: Int) {
        graphics == .blocks && chafa == nil
            ? (area.columns, 2 * area.rows) : (area.columns * cell.width, area.rows * cell.height)
    }

    /// The picture as the terminal takes it, with a newline at its end.
    ///
    /// - Throws: ``Media/MediaError``; `CancellationError`.
    func text(of frame: RGBFrame, area: CellArea) async throws -> String {
        switch graphics {
        case .kitty: KittyGraphics.sequence(of: frame, area: area) + "\n"
        case .iterm2: InlineImage.sequence(of: frame, area: area) + "\n"
        case .sixel: Sixel.sequence(of: frame) + "\n"
        case .blocks:
            if let chafa {
                try await chafa.text(of: frame, area: area, depth: depth)
            } else {
                HalfBlocks.text(of: frame, depth: depth)
            }
        }
    }
}

extension Session {
    /// How the terminal shows pictures: what the environment says, else the terminal, which is asked once.
    fileprivate func terminalGraphics() async -> TerminalGraphics {
        if let knownGraphics { return knownGraphics }
        let variables = environment.variables
        var graphics = TerminalGraphics(environment: variables)
        if graphics == nil {
            let answer = await console.query(TerminalGraphics.question(environment: variables)) {
                TerminalGraphics.isWhole($0)
            }
            graphics = TerminalGraphics(answer: answer)
        }
        knownGraphics = graphics
        return graphics ?? .blocks
    }
}
