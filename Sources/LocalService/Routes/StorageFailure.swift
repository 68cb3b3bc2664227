import HTTPTypes
import HummingbirdCore

/// An answer that says what is wrong with a file's URL, in the XML that object storage speaks.
struct StorageFailure: Error, Hashable, Sendable {
    let status: HTTPResponse.Status
    let code: String
    let message: String

    static let expired = StorageFailure(status: .forbidden, code: "AccessDenied", message: "Request has expired.")
    static let forged = StorageFailure(
        status: .forbidden, code: "SignatureDoesNotMatch", message: "The signature does not belong to this address.")
    static let absent = StorageFailure(status: .notFound, code: "NoSuchKey", message: "The file does not exist.")

    static func broken(_ message: String) -> StorageFailure {
        StorageFailure(status: .internalServerError, code: "InternalError", message: message)
    }

    var response: Response {
        let text =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<Error><Code>\(code)</Code><Message>\(Self.escaped(message))</Message></Error>\n"
        return Response(status: status, headers: [.contentType: "application/xml"], body: .text(text))
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
