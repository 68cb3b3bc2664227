/// Why a file or a name template cannot be used.
package struct MediaError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// The file cannot be opened or read.
        case unreadable
        /// The file is no MP4, or its boxes contradict each other or the file's length.
        case damaged
        /// The file is longer, deeper or more cut up than this program is willing to read.
        case tooComplex
        /// A name template that names no file.
        case badTemplate
        /// A program that is needed is not installed.
        case toolMissing
        /// A program that is needed did not do what it should.
        case toolFailed
        /// The video has no picture at that moment.
        case noFrame
    }

    package let code: Code
    /// A sentence without a full stop. Holds nothing of a file but box types, reduced to printable characters, and what a
    /// program says of it.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
