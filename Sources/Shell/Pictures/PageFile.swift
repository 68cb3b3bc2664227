import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that is written beside its name and gets it when it is whole.
struct PageFile: ~Copyable {
    private let path: String
    private let partial: String
    private let descriptor: Int32
    private var isWhole = false

    /// Of a file that is put into it, in bytes: a multiple of 3, so that base 64 goes on without padding.
    private static let piece = 3 << 16

    /// - Throws: ``ShellError`` if it cannot be written, or another file than one that begins with `mark` has its name.
    init(_ path: String, replacing mark: String) throws {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let partial = "\(path[..<slash]).\(path[slash...]).part"
        if FileAccess.exists(path) {
            let length = mark.utf8.count
            guard try FileAccess.isFile(path), FileAccess.beginning(path, length) == Array(mark.utf8) else {
                throw ShellError(
                    .trouble, "\(path) is there already, and is no gallery", remedy: "choose another name with to=")
            }
        }
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw Self.failure("cannot write", path) }
        self.path = path
        self.partial = partial
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
        if !isWhole { unlink(partial) }
    }

    func write(_ text: String) throws { try write(Array(text.utf8)) }

    private func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.failure("cannot write", path)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Writes a file in base 64, never the whole at once.
    func embed(_ file: String) throws {
        let source = open(file, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw Self.failure("cannot read", file) }
        defer { close(source) }
        var buffer = [UInt8](repeating: 0, count: Self.piece)
        while true {
            var filled = 0
            while filled < Self.piece {
                let count = buffer.withUnsafeMutableBytes { target in
                    read(source, target.baseAddress?.advanced(by: filled), target.count - filled)
                }
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Self.failure("cannot read", file) }
                if count == 0 { break }
                filled += count
            }
            if filled > 0 { try write(Array(Data(buffer[..<filled]).base64EncodedString().utf8)) }
            if filled < Self.piece { return }
            try Task.checkCancellation()
        }
    }

    /// Gives it its name.
    consuming func publish() throws {
        guard fsync(descriptor) == 0, rename(partial, path) == 0 else { throw Self.failure("cannot write", path) }
        isWhole = true
    }

    private static func failure(_ verb: String, _ path: String) -> ShellError {
        ShellError(.trouble, "\(verb) \(path): \(String(cString: strerror(errno)).lowercased())")
    }
}
