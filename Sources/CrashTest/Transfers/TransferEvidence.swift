import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// What a round of transfers has left so far.
struct TransferEvidence: Sendable {
    /// What the ledger says of one task.
    struct Row: Hashable, Sendable {
        var file: String?
        /// In decimal.
        var crc64: String?
        var hasPart = false
        /// Whether some process has the right to fetch its video, as far as the ledger knows.
        var hasLease = false
    }

    /// The videos, task 1 first.
    var items: [Offer.Item]
    /// Where the program puts them.
    var folder: String
    /// What lies there, by its name.
    var files: [String: [UInt8]] = [:]
    /// One for each item.
    var rows: [Row]

    static func videos(in folder: String) -> String { "\(folder)/videos" }

    static func names(in videos: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: videos) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: videos).sorted()
    }
}

extension TransferEvidence {
    /// Reads everything.
    init(of items: [Offer.Item], in folder: String, ledger path: String) throws {
        let videos = Self.videos(in: folder)
        let ledger = try Ledger(path: path)
        let leased = Set(try ledger.tasksWithDownload())
        self.init(
            items: items, folder: videos,
            rows: try items.indices.map { index in
                let row = try ledger.task(index + 1)
                return Row(
                    file: row?.file, crc64: row?.crc64, hasPart: try ledger.part(of: index + 1) != nil,
                    hasLease: leased.contains(index + 1))
            })
        for name in try Self.names(in: videos) {
            files[name] = Array(try Data(contentsOf: URL(filePath: "\(videos)/\(name)")))
        }
    }

    /// Everything under a final name has to be its source, and the ledger and the descriptions have to agree.
    ///
    /// - Parameter isLast: whether nothing may be missing or left over any more.
    func violations(isLast: Bool) -> [TransferViolation] {
        var violations: [TransferViolation] = []
        for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
            guard !name.hasSuffix(".part") else {
                if isLast { violations.append(.leftOver(name)) }
                continue
            }
            let task = name.prefix { $0.isNumber }
            guard let number = Int(task), items.indices.contains(number - 1) else {
                violations.append(.strange(name))
                continue
            }
            let item = items[number - 1]
            switch name {
            case "\(number).mp4": if bytes != item.bytes { violations.append(.altered(name)) }
            case "\(number).json": if !Self.describes(bytes, item) { violations.append(.broken(name)) }
            default: violations.append(.fetchedTwice(name))
            }
        }
        for (number, (item, row)) in zip(1..., zip(items, rows)) {
            violations += self.violations(of: row, number, item)
            if isLast { violations += remains(of: row, number) }
        }
        return violations
    }

    private func violations(of row: Row, _ number: Int, _ item: Offer.Item) -> [TransferViolation] {
        guard let file = row.file else { return [] }
        var violations: [TransferViolation] = []
        if file != "\(folder)/\(number).mp4" || row.crc64 != item.checksum { violations.append(.wrongRow(number)) }
        if files["\(number).mp4"] == nil { violations.append(.inLedgerOnly(number)) }
        return violations
    }

    private func remains(of row: Row, _ number: Int) -> [TransferViolation] {
        var violations: [TransferViolation] = []
        if row.file == nil || files["\(number).mp4"] == nil { violations.append(.unpublished(number)) }
        if files["\(number).json"] == nil { violations.append(.undescribed(number)) }
        if row.hasPart { violations.append(.partInLedger(number)) }
        if row.hasLease { violations.append(.leaseInLedger(number)) }
        return violations
    }

    private static func describes(_ bytes: [UInt8], _ item: Offer.Item) -> Bool {
        guard let json = try? JSONValue(parsing: bytes) else { return false }
        return json["id"]?.string == item.id && json["proof"]?["crc64"]?.string == item.checksum
    }
}
