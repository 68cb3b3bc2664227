import HTTPTypes
import HummingbirdCore
import NIOCore
import NexusFlowAPI

/// What a misbehaving service answers.
enum FaultAnswers {
    static var rateLimit: Response {
        .api(
            APIFailure(
                .tooManyRequests, .rateLimit, "Too many requests (a fault that was asked for).", retryAfter: 1))
    }

    static var serverError: Response {
        .api(APIFailure(.internalServerError, .server, "Something went wrong inside (a fault that was asked for)."))
    }

    static var htmlError: Response {
        let page = """
            <!DOCTYPE html>
            <html><head><title>502 Bad Gateway</title></head>
            <body><h1>Bad Gateway</h1><p>The server behind this one gave no answer.</p></body></html>

            """
        return Response(
            status: .badGateway, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
    }

    /// The `error` of a task that fails for no reason of its own.
    static func failure(_ faults: DrawnFaults, needsImage: Bool) -> String? {
        guard faults[.fail] else { return nil }
        var failures = [
            "InvalidParameter: The parameter is invalid.",
            "DataInspectionFailed: The finished video was held back by the content check.",
            "InternalError.Timeout: The model took too long and was stopped.",
        ]
        if needsImage { failures.append("InvalidURL: The first frame could not be read from img_url.") }
        return failures[faults.choice(of: failures.count)]
    }

    /// The same answer with a body that no client should trust.
    static func garbled(_ response: Response, body: JSONValue, _ faults: DrawnFaults) -> Response {
        let text = body.text()
        let garbage: String
        switch faults.choice(of: 6) {
        case 0: garbage = String(text.prefix(text.count / 2))
        case 1: garbage = ""
        case 2: garbage = "upstream said: OK"
        case 3: garbage = #"{"result":"ok"}"#
        case 4: garbage = withStatus("pending", in: body).text()
        default: garbage = withStatus("queued_for_retry", in: body).text()
        }
        return Response(status: response.status, headers: [.contentType: Response.jsonType], body: .text(garbage))
    }

    /// The same answer, broken off in the middle of its body.
    static func half(_ response: Response, body: JSONValue) -> Response {
        let bytes = ByteBuffer(string: body.text())
        return Response(
            status: response.status, headers: response.headers,
            body: ResponseBody(contentLength: bytes.readableBytes) { writer in
                if let half = bytes.getSlice(at: bytes.readerIndex, length: bytes.readableBytes / 2) {
                    try await writer.write(half)
                }
                throw ConnectionEnd.closed
            })
    }

    /// The same answer with a member of 17 MiB more; how long it is, the end alone tells.
    static func huge(_ response: Response, body: JSONValue) -> Response {
        var object = body.object ?? JSONObject()
        object["padding"] = ""
        // What ends the empty text and the object.
        let text = JSONValue.object(object).text().dropLast(2)
        let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1 << 20)
        return Response(
            status: response.status, headers: [.contentType: Response.jsonType],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(substring: text))
                for _ in 0..<17 { try await writer.write(piece) }
                try await writer.write(ByteBuffer(string: "\"}"))
                try await writer.finish(nil)
            })
    }

    /// A task that says nothing but a status, wherever tasks stand in `body`.
    private static func withStatus(_ status: String, in body: JSONValue) -> JSONValue {
        guard var object = body.object else { return body }
        if let rows = object["data"]?.array {
            object["data"] = .array(rows.map { withStatus(status, in: $0) })
        } else {
            for name in ["progress", "output", "error", "completed_at"] { object[name] = nil }
            object["status"] = .string(status)
        }
        return .object(object)
    }
}
