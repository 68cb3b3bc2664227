/// The videos and images of a state folder, each rendered once, at most two at a time in this process.
///
/// A render begins when its task does, so that it is done when the task is; whoever fetches a video that is not, waits,
/// and moves it to the head of the queue.
actor VideoLibrary {
    private static let simultaneous = 2

    private let folder: StateFolder
    private let renderer: VideoRenderer
    private var renders: [String: Task<StoredVideo, any Error>] = [:]
    private var running = 0
    private var waiting: [(name: String, turn: CheckedContinuation<Void, Never>)] = []
    private var isClosed = false

    init(_ folder: StateFolder, _ renderer: VideoRenderer) {
        self.folder = folder
        self.renderer = renderer
    }

    /// Begins to render, without waiting for it.
    func prepare(_ plan: VideoPlan) {
        _ = render(plan)
    }

    /// The video, as soon as it is there.
    ///
    /// - Throws: ``LocalServiceError``, or `CancellationError` once the library is closed.
    func video(_ plan: VideoPlan) async throws -> StoredVideo {
        if renders[plan.fileName] == nil, let video = try StoredVideo.find(plan.fileName, in: folder) { return video }
        let render = render(plan)
        if let place = waiting.firstIndex(where: { $0.name == plan.fileName }) {
            waiting.insert(waiting.remove(at: place), at: 0)
        }
        return try await render.value
    }

    /// Ends all renders and waits until they have cleared away what they had begun.
    func close() async {
        isClosed = true
        for render in renders.values { render.cancel() }
        for entry in waiting { entry.turn.resume() }
        waiting = []
        for render in renders.values { _ = await render.result }
    }

    /// A task of its own, since it serves every request that waits for it and outlives each; ``close()`` ends it.
    private func render(_ plan: VideoPlan) -> Task<StoredVideo, any Error> {
        if let render = renders[plan.fileName] { return render }
        let render = Task {
            defer { renders[plan.fileName] = nil }
            await takeTurn(plan.fileName)
            defer { passTurn() }
            guard !isClosed else { throw CancellationError() }
            return try await finish(plan)
        }
        renders[plan.fileName] = render
        return render
    }

    private func finish(_ plan: VideoPlan) async throws -> StoredVideo {
        if let video = try StoredVideo.find(plan.fileName, in: folder) { return video }
        try await renderer.render(plan, to: folder.video(plan.fileName), in: folder)
        guard let video = try StoredVideo.find(plan.fileName, in: folder) else {
            throw LocalServiceError(.rendering, "ffmpeg left no video")
        }
        return video
    }

    private func takeTurn(_ name: String) async {
        if running < Self.simultaneous || isClosed {
            running += 1
            return
        }
        await withCheckedContinuation { waiting.append((name, $0)) }
    }

    /// Whoever waits longest inherits the turn, so that the number of turns stays as it is.
    private func passTurn() {
        if waiting.isEmpty {
            running -= 1
        } else {
            waiting.removeFirst().turn.resume()
        }
    }
}
