import FoundationEssentials
import Media
import ShellLanguage
import TaskLedger

/// A task's video, or an image of its, on disk, as far as it can be looked at.
struct TaskVideo: Sendable {
    let task: TaskRecord
    let file: String
    let summary: MediaSummary
    /// Which of the task's images it is, where there are several.
    private let position: Int?

    /// - Throws: ``ShellError`` if the task has no file, or none that is a video or an image, with what to do about it.
    init(of task: TaskRecord) throws(ShellError) {
        try self.init(of: task, file: task.requiredFile(), position: nil)
    }

    /// The video of a task, or those of its images that can be shown, in their order, with what is wrong with the others.
    ///
    /// - Throws: ``ShellError`` if there is none.
    static func all(of task: TaskRecord) throws(ShellError) -> (shown: [TaskVideo], faults: [ShellError]) {
        guard !task.imageFiles.isEmpty else { return ([try TaskVideo(of: task)], []) }
        var shown: [TaskVideo] = []
        var faults: [ShellError] = []
        for image in task.imageFiles {
            do throws(ShellError) {
                shown.append(try TaskVideo(of: task, file: image.file, position: image.position))
            } catch {
                faults.append(error)
            }
        }
        if shown.isEmpty, let fault = faults.first { throw fault }
        return (shown, faults)
    }

    private init(of task: TaskRecord, file: String, position: Int?) throws(ShellError) {
        do {
            summary = try MediaSummary.read(path: file)
        } catch {
            throw ShellError(
                .trouble, "\(sanitised(file)) cannot be shown: \(error.message)",
                remedy: "verify @\(task.number) says what can be done")
        }
        self.task = task
        self.file = file
        self.position = position
    }

    /// `@12  1280×720, 5 s, 24 fps, avc1, 1.6 Mbit/s`, or `@13  image 2 of 4, 1280×1280, PNG`
    var caption: String {
        let length = position.flatMap { task.imageFile($0)?.length } ?? task.fileSize
        let place = position.map { "image \($0) of \(task.imageURLs.count), " } ?? ""
        return "@\(task.number)  \(place)\(VideoFacts(summary, published: length, number: task.number).text)"
    }

    /// - Throws: ``ShellError`` for an image.
    func requireVideo(at span: Span) throws(ShellError) {
        guard case .image = summary else { return }
        throw ShellError(
            .trouble, "task @\(task.number) made an image, which has one moment alone",
            remedy: "preview @\(task.number) shows it", at: span)
    }

    /// The moment that an option names, in seconds from the beginning.
    ///
    /// - Throws: ``ShellError`` if it is behind the end.
    func moment(_ option: Expanded?) throws(ShellError) -> Double {
        guard let option, let span = TimeSpan(option.text) else { return 0 }
        try requireVideo(at: option.span)
        guard span.seconds < summary.duration || summary.duration == 0 else {
            throw ShellError(
                .trouble, "the video of task @\(task.number) ends after \(VideoFacts.decimal(summary.duration)) s",
                remedy: "choose an earlier moment with at=", at: option.span)
        }
        return span.seconds
    }
}

extension TaskRecord {
    /// The path of the file of its video, which is there.
    ///
    /// - Throws: ``ShellError`` that says how to get it.
    func requiredFile() throws(ShellError) -> String {
        guard let file else {
            throw ShellError(
                .trouble,
                status == .succeeded
                    ? "the \(product) of task @\(number) is not downloaded"
                    : "task @\(number) is \(status.word): it has no video",
                remedy: status == .succeeded
                    ? "download @\(number)" : status.isRunning ? "wait for it: watch @\(number)" : nil)
        }
        guard FileAccess.exists(file) else {
            throw ShellError(
                .trouble, "\(sanitised(file)) is not there any more", remedy: "verify @\(number) says what can be done")
        }
        return file
    }
}

extension Session {
    /// Takes pictures out of videos.
    ///
    /// - Throws: ``ShellError`` without ffmpeg.
    func frameReader() throws(ShellError) -> FrameReader {
        do {
            return try FrameReader(searchPath: environment.variables["PATH"] ?? "")
        } catch {
            throw ShellError(.trouble, error.message, remedy: "install the package ffmpeg")
        }
    }
}

extension ShellError {
    /// What went wrong while a picture was taken or drawn.
    static func drawing(_ video: TaskVideo, _ error: any Error) -> any Error {
        guard let error = error as? MediaError else { return error }
        return ShellError(
            .trouble,
            "the \(video.task.product) of task @\(video.task.number) cannot be shown: \(sanitised(error.message))")
    }
}
