import FoundationEssentials
import Media
import ShellLanguage
import TaskLedger

/// A task's video on disk, as far as it can be looked at.
struct TaskVideo: Sendable {
    let task: TaskRecord
    let file: String
    let summary: MP4Summary

    /// - Throws: ``ShellError`` if the task has no file, or none that is a video, with what to do about it.
    init(of task: TaskRecord) throws(ShellError) {
        file = try task.requiredFile()
        do {
            summary = try MP4Summary.read(path: file)
        } catch {
            throw ShellError(
                .trouble, "\(sanitised(file)) cannot be shown: \(error.message)",
                remedy: "verify @\(task.number) says what can be done")
        }
        self.task = task
    }

    /// `@12  1280×720, 5 s, 24 fps, avc1, 1.6 Mbit/s`
    var caption: String {
        "@\(task.number)  \(VideoFacts(summary, published: task.fileSize, number: task.number).text)"
    }

    /// The moment that an option names, in seconds from the beginning.
    ///
    /// - Throws: ``ShellError`` if it is behind the end.
    func moment(_ option: Expanded?) throws(ShellError) -> Double {
        guard let option, let span = TimeSpan(option.text) else { return 0 }
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
                    ? "the video of task @\(number) is not downloaded"
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
            .trouble, "the video of task @\(video.task.number) cannot be shown: \(sanitised(error.message))")
    }
}
