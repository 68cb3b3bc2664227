import FoundationEssentials
import NexusFlowAPI
import TaskLedger

/// The JSON file beside a video that says everything that made it.
enum Sidecar {
    /// What it says: every field, the request as sent, what proves the file, the service's last answer.
    static func text(of record: TaskRecord, proof: PublishedVideo, at time: Date) -> String {
        var object = record.json
        object["request"] = record.request.json
        object["proof"] = [
            "length": JSONValue(proof.length),
            "crc64": .string(proof.crc64),
            "etag": proof.entityTag.map { .string($0) } ?? .null,
            "downloaded_at": .string(time.iso8601),
        ]
        object["answer"] = record.raw.flatMap { try? JSONValue(parsing: $0) } ?? .null
        return JSONValue.object(object).text(.indented) + "\n"
    }

    /// Whose the file at a sidecar's path is.
    enum Owner: Hashable {
        /// There is none.
        case nobody
        /// A video's, of the task with that id.
        case video(id: String?)
        /// Somebody else's.
        case stranger
    }

    static func owner(of path: String) -> Owner {
        guard FileSystem.exists(path) else { return .nobody }
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count < 1 << 24,
            let json = try? JSONValue(parsing: Array(data)), json["proof"] != nil
        else { return .stranger }
        return .video(id: json["id"]?.string)
    }
}
