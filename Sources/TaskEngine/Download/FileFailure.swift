#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What the file system said no to.
struct FileFailure: Error, Hashable, Sendable {
    /// What was tried, as an infinitive: `write`.
    let operation: String
    let path: String
    /// `errno`.
    let number: Int32

    init(_ operation: String, _ path: String, _ number: Int32 = errno) {
        self.operation = operation
        self.path = path
        self.number = number
    }

    /// A sentence without a full stop.
    var message: String { "cannot \(operation) \(path): \(String(cString: strerror(number)))" }

    var remedy: String {
        switch number {
        case ENOSPC, EDQUOT: "free some space there, then download again"
        case EACCES, EPERM, EROFS: "choose a folder that can be written, with to="
        default: "look at that path, then download again"
        }
    }
}
