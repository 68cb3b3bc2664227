import NexusFlowAPI
import ShellLanguage
import TaskLedger

/// `gallery [TASKS] to=FILE`
enum GalleryCommand: ShellCommand {
    static let spec = CommandSpec(
        "gallery", summary: "write a web page of videos and images with what made them",
        operands: [CommandSpec.Operand("TASKS", .tasks, .many)],
        options: [
            CommandSpec.Option("to", .path(extensions: ["html"]), isNeeded: true, "the page to write; needed"),
            CommandSpec.Option("embed", .onOff, "whether the videos are in the page itself; on"),
        ],
        details: """
            Without TASKS, every video of this session, or of the ledger. The page needs nothing from elsewhere and runs no \
            script, so that it can be sent and kept; with embed=off it names the files where they are, and stays small. A \
            gallery of that name is replaced, any other file is not.
            """,
        examples: ["gallery to=boats.html", "gallery $grid to=~/boats.html embed=off"])

    static func run(_ call: CommandCall, in session: Session) async throws {
        guard let to = call.option("to") else { return }
        let chosen =
            call.operands.isEmpty
            ? try await session.tasksOfSession { $0 == .succeeded } : try await session.tasks(call.operands)
        let tasks = chosen.filter { $0.files.contains(where: FileAccess.exists) }
        guard !tasks.isEmpty else {
            throw ShellError(
                .trouble, "none of these tasks has a video on disk", remedy: "download fetches what can be",
                at: call.span)
        }
        if tasks.count < chosen.count {
            let others = Set(chosen.map(\.number)).subtracting(tasks.map(\.number)).sorted()
            session.note("left out, since they have no video on disk: \(Session.names(others))")
        }
        let path = FileAccess.canonical(session.environment.absolutePath(to.text))
        let embeds = try call.option("embed").map { try ValueKind.onOff($0.text) } ?? true
        try write(tasks, to: path, embeds: embeds, session)
        session.note("\(tasks.count) \(tasks.count == 1 ? "video is" : "videos are") in \(sanitised(path))")
    }

    private static func write(_ tasks: [TaskRecord], to path: String, embeds: Bool, _ session: Session) throws {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        let page = try PageFile(path, replacing: GalleryPage.mark)
        let title = tasks.count == 1 ? "1 video" : "\(tasks.count) videos"
        try page.write(GalleryPage.head(title: title, at: session.now))
        for task in tasks {
            try page.write(GalleryPage.opening(of: task))
            for file in task.files where FileAccess.exists(file) {
                let kind = GalleryPage.Kind(of: file)
                try page.write(kind.opening)
                if embeds {
                    try page.write("data:\(kind.type);base64,")
                    try page.embed(file)
                } else {
                    try page.write(GalleryPage.escaped(GalleryPage.address(of: file, from: folder)))
                }
                try page.write(kind.closing)
            }
            try page.write(GalleryPage.closing(of: task))
        }
        try page.write(GalleryPage.foot)
        try page.publish()
    }
}
