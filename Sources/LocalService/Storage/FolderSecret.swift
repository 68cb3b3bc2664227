import Crypto
import FoundationEssentials
import Synchronization

/// The random bytes of a state folder: they turn keys into fingerprints and sign video URLs, alike in every process
/// that shares the folder.
final class FolderSecret: Sendable {
    private static let size = 32

    private let folder: StateFolder
    private let loaded = Mutex<SymmetricKey?>(nil)

    /// Reads nothing yet.
    init(_ folder: StateFolder) {
        self.folder = folder
    }

    /// What stands for a key in records: equal for equal keys, and no way back.
    func account(for key: String) throws(LocalServiceError) -> String {
        hex(try authenticate("account\n\(key)").prefix(16))
    }

    /// What a URL must carry to be answered.
    func signature(path: String, expires: Int64) throws(LocalServiceError) -> String {
        hex(try authenticate("GET\n\(path)\n\(expires)"))
    }

    private func authenticate(_ text: String) throws(LocalServiceError) -> [UInt8] {
        let key = try key()
        return Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    private func key() throws(LocalServiceError) -> SymmetricKey {
        if let key = loaded.withLock({ $0 }) { return key }
        let key = SymmetricKey(data: try bytes())
        loaded.withLock { $0 = key }
        return key
    }

    private func bytes() throws(LocalServiceError) -> [UInt8] {
        if let bytes = stored { return bytes }
        var generator = SystemRandomNumberGenerator()
        let fresh = (0..<Self.size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        try FileSystem.writeIfAbsent(fresh, to: folder.secret)
        if let bytes = stored { return bytes }
        try FileSystem.write(fresh, to: folder.secret)
        return fresh
    }

    /// `nil` if there is none, or one that something else has spoiled.
    private var stored: [UInt8]? {
        FileSystem.read(folder.secret, limit: Self.size).flatMap { $0.count == Self.size ? $0 : nil }
    }

    private func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
