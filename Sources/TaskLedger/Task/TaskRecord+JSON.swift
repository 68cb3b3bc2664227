package import NexusFlowAPI

extension TaskRecord {
    /// Every field as programs see it, in the order of the design: money in dollars, times in ISO 8601 UTC, `null` for
    /// what is absent.
    package var json: JSONObject {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        func integer(_ value: Int?) -> JSONValue { value.map { JSONValue($0) } ?? .null }
        return [
            "number": JSONValue(number),
            "id": text(id),
            "status": .string(status.word),
            "model": .string(request.model),
            "prompt": .string(request.prompt),
            "resolution": text(request.resolution),
            "ratio": text(request.ratio),
            "duration": integer(request.duration),
            "seed": integer(request.seed),
            "watermark": request.watermark.map { .bool($0) } ?? .null,
            "img_url": text(request.imgURL),
            "extra": request.extra.members.isEmpty ? .null : .object(request.extra),
            "progress": integer(progress),
            "video_url": text(videoURL),
            "error": text(error),
            "created_at": text(createdAt?.iso8601),
            "completed_at": text(completedAt?.iso8601),
            "expires_at": text(expiresAt?.iso8601),
            "estimate": estimate?.json ?? .null,
            "cost": cost.map { .number($0.decimal) } ?? .null,
            "file": text(file),
            "crc64": text(crc64),
            "tag": text(tag),
            "note": text(note),
            "rating": integer(rating),
            "parent": integer(parent),
            "run": integer(run),
            "files": imageFiles.isEmpty ? .null : .array(files.map { .string($0) }),
        ]
    }
}
