import Glibc
import Testing

@testable import LineEditing

/// A folder of the test's own with one file in it, gone with the value.
final class TemporaryFile {
    let folder: String
    let path: String

    /// With no content the file does not exist yet, nor its folder.
    init(_ content: String? = nil) throws {
        var template = Array("/tmp/line-editing-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let base = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        folder = content == nil ? base + "/inner" : base
        path = folder + "/file"
        if let content { try write(content) }
    }

    deinit {
        unlink(path)
        rmdir(folder)
        if folder.hasSuffix("/inner") { rmdir(String(folder.dropLast(6))) }
    }

    func write(_ content: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        try #require(descriptor >= 0 && writeAll(Array(content.utf8), to: descriptor))
        close(descriptor)
    }

    var content: String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The permissions of the file, or of its folder.
    func mode(ofFolder: Bool = false) -> mode_t {
        var status = stat()
        guard stat(ofFolder ? folder : path, &status) == 0 else { return 0 }
        return status.st_mode & 0o777
    }
}
