/// The rows of a CSV text (RFC 4180) under the names of its first line; lines may end in LF or CRLF.
struct CSVTable: Hashable {
    struct Row: Hashable {
        /// The line of the text that the row begins in, from 1.
        let line: Int
        /// By the name of the column.
        let fields: [String: String]
    }

    /// What is wrong, and in which line, from 1.
    struct Problem: Error, Hashable {
        let line: Int
        let message: String
    }

    let columns: [String]
    let rows: [Row]

    /// The columns that the beginning of a CSV text names; none if its first line is broken.
    static func columns(of head: String) -> [String] {
        var reader = CSVReader(head)
        return ((try? reader.record()) ?? nil)?.fields ?? []
    }

    init(_ text: String) throws(Problem) {
        var reader = CSVReader(text)
        guard let header = try reader.record() else { throw Problem(line: 1, message: "the file is empty") }
        let columns = header.fields
        if let twin = columns.first(where: { name in columns.count { $0 == name } > 1 }) {
            throw Problem(line: header.line, message: "two columns are named '\(twin)'")
        }
        var rows: [Row] = []
        while let record = try reader.record() {
            guard record.fields.count == columns.count else {
                throw Problem(
                    line: record.line, message: "there are \(record.fields.count) fields under \(columns.count) columns"
                )
            }
            rows.append(
                Row(line: record.line, fields: Dictionary(uniqueKeysWithValues: zip(columns, record.fields))))
        }
        self.columns = columns
        self.rows = rows
    }
}

/// Reads one record after the other; empty lines are passed over.
private struct CSVReader {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func record() throws(CSVTable.Problem) -> (line: Int, fields: [String])? {
        while index < bytes.count, isBreak { skipBreak() }
        guard index < bytes.count else { return nil }
        let start = line
        var fields: [String] = []
        while true {
            fields.append(try field())
            if index < bytes.count, bytes[index] == UInt8(ascii: ",") {
                index += 1
            } else {
                break
            }
        }
        if index < bytes.count { skipBreak() }
        return (start, fields)
    }

    private mutating func field() throws(CSVTable.Problem) -> String {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            let start = index
            while index < bytes.count, bytes[index] != UInt8(ascii: ","), !isBreak { index += 1 }
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }
        let start = line
        index += 1
        var content: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") {
                guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return try closed(content) }
                index += 1
            } else if byte == UInt8(ascii: "\n") {
                line += 1
            }
            content.append(byte)
        }
        throw CSVTable.Problem(line: start, message: "a quoted field is not closed")
    }

    private func closed(_ content: [UInt8]) throws(CSVTable.Problem) -> String {
        guard index == bytes.count || bytes[index] == UInt8(ascii: ",") || isBreak else {
            throw CSVTable.Problem(line: line, message: "text stands behind a closing quote")
        }
        return String(decoding: content, as: UTF8.self)
    }

    private var isBreak: Bool { bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") }

    private mutating func skipBreak() {
        if bytes[index] == UInt8(ascii: "\r") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "\n") { index += 1 }
        line += 1
    }
}
