/// Why the local service cannot run, or cannot make a video.
package struct LocalServiceError: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable {
        /// Something else listens on the port.
        case portInUse
        /// The address cannot be listened on, for any other reason.
        case address
        /// The speed is none of ``LocalServiceConfiguration/speeds``.
        case speed
        /// The state folder, or a file in it, cannot be made, read or written.
        case folder
        /// No `ffmpeg` on the search path.
        case ffmpegMissing
        /// No font to write captions with.
        case fontMissing
        /// The models that ship with the program cannot be read.
        case catalogue
        /// `ffmpeg` failed.
        case rendering
    }

    package let code: Code
    /// A sentence without a full stop.
    package let message: String
    /// What to do about it, a sentence without a full stop.
    package let remedy: String?

    init(_ code: Code, _ message: String, remedy: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension LocalServiceError: CustomStringConvertible {
    package var description: String { remedy.map { "\(message); \($0)" } ?? message }
}
