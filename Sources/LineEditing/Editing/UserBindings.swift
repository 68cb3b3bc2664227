import Glibc

/// What `~/.editrc` says, as far as the decoder of keys needs to know.
enum UserBindings {
    /// Whether the user binds sequences that begin with Escape; they are then libedit's to read.
    static func haveSequences(in path: String?) -> Bool {
        let path =
            path ?? getenv("EDITRC").map { String(cString: $0) }
            ?? getenv("HOME").map { String(cString: $0) + "/.editrc" }
        guard let path, let file = fopen(path, "re") else { return false }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        return text.split(separator: "\n").contains { line in
            line.contains("bind")
                && (line.contains("^[") || line.contains("\\e") || line.contains("\\E") || line.contains("\\033"))
        }
    }
}
