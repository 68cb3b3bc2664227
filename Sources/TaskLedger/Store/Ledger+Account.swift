import Crypto
import GRDB
package import NexusFlowAPI

extension Ledger {
    /// A name for the account behind a key that tells nothing of the key: the first half of SHA-256 over a salt, drawn
    /// once for each ledger, and the key; `none` without a key.
    package func account(for key: APIKey?) throws(LedgerError) -> String {
        guard let key else { return "none" }
        let salt = try salt()
        return SHA256.hash(data: Array("\(salt):\(key.secret)".utf8)).prefix(16).map(Self.hexadecimal).joined()
    }

    private func salt() throws(LedgerError) -> String {
        let query = "SELECT value FROM setting WHERE name = 'salt'"
        if let salt = try read({ try String.fetchOne($0, sql: query) }) { return salt }
        let drawn = (0..<16).map { _ in Self.hexadecimal(UInt8.random(in: .min ... .max)) }.joined()
        return try write { database in
            try database.execute(
                sql: "INSERT INTO setting (name, value) VALUES ('salt', ?) ON CONFLICT DO NOTHING", arguments: [drawn])
            return try String.fetchOne(database, sql: query) ?? drawn
        }
    }

    static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
    }
}
