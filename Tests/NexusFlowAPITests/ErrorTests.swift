import NexusFlowAPI
import Testing

@Suite("Errors of the service")
struct ErrorTests {
    @Test(
        "are read in every shape",
        arguments: [
            (#"{"error":{"message":"m","type":"t","code":"c"}}"#, "m", "c"),
            (#"{"error":{"message":"m","type":"t"}}"#, "m", "t"),
            (#"{"error":{"message":"m"}}"#, "m", nil), (#"{"error":"m"}"#, "m", nil),
            (#"{"error":"m","code":"c"}"#, "m", "c"),
            (#"{"message":"m"}"#, "m", nil), (#"{"code":"c","message":"m"}"#, "m", "c"),
            (#"{"error":null,"message":"m"}"#, "m", nil),
            (#"{"code":400,"message":"m"}"#, "m", nil), (#""m""#, "m", nil), ("m", "m", nil),
            ("\n\r\n  m\nn", "m", nil),
            ("<html><head>\n<title>502 Bad Gateway</title></head></html>", "502 Bad Gateway", nil),
            ("<!DOCTYPE html><p>a < b</p>", "a", nil), ("{\"message\":", "{\"message\":", nil),
        ] as [(String, String, String?)])
    func shapes(text: String, message: String, code: String?) throws {
        let body = try #require(ErrorBody(Array(text.utf8)))
        #expect(body.message.trimmingBlanks == message)
        #expect(body.code == code)
    }

    @Test(
        "have nothing to read in these",
        arguments: ["", " \n ", "{}", "[]", "5", "null", #"{"error":{}}"#, #"{"error":5}"#, "<p></p>"])
    func nothing(text: String) {
        #expect(ErrorBody(Array(text.utf8)) == nil)
    }

    @Test("are cut to a length that people read, and survive what is not UTF-8")
    func hostile() {
        let long = Array(#"{"message":""#.utf8) + [UInt8](repeating: 0x78, count: 1_000_000) + Array(#""}"#.utf8)
        #expect(ErrorBody(long)?.message.count == 1000)
        #expect(ErrorBody([UInt8](repeating: 0x78, count: 1_000_000))?.message.count == 200)
        #expect(ErrorBody([0xFF, 0xFE, 0x78]) != nil)
        #expect(ErrorBody([UInt8](repeating: UInt8(ascii: "<"), count: 100_000)) == nil)
    }

    @Test(
        "follow the status",
        arguments: [
            (301, .redirected, .unknown), (307, .redirected, .unknown), (400, .refused, .refused),
            (401, .denied, .refused),
            (403, .denied, .refused), (404, .notFound, .refused), (413, .refused, .refused), (422, .refused, .refused),
            (429, .rateLimited, .refused), (500, .serverError, .unknown), (502, .serverError, .unknown),
            (599, .serverError, .unknown),
            (999, .serverError, .unknown), (100, .serverError, .unknown),
        ] as [(Int, ServiceError.Code, ServiceError.Delivery)])
    func statuses(status: Int, code: ServiceError.Code, delivery: ServiceError.Delivery) throws {
        let body = Array(#"{"error":{"message":"m","code":"c"}}"#.utf8)
        let error = try #require(
            ServiceError(APIResponse(status: status, headers: [.init("Location", "/x")], body: body)))
        #expect(error.code == code)
        #expect(error.delivery == delivery)
        #expect(error.status == status)
        #expect(error.serverCode == "c")
        #expect(
            error.description == "HTTP \(status): " + (code == .redirected ? "the service points elsewhere (/x)" : "m"))
        let silent = try #require(ServiceError(APIResponse(status: status)))
        #expect(!silent.message.isEmpty && silent.serverCode == nil)
    }

    @Test("are none for success", arguments: [200, 201, 202, 204, 299])
    func success(status: Int) {
        #expect(ServiceError(APIResponse(status: status)) == nil)
    }

    @Test("say how long to wait")
    func retryAfter() {
        let error = ServiceError(APIResponse(status: 429, headers: [.init("retry-AFTER", "7")]))
        #expect(error?.retryAfter == .seconds(7))
        #expect(ServiceError(APIResponse(status: 429))?.retryAfter == nil)
    }

    @Test(
        "tell whether a request may be sent again",
        arguments: [
            (.unreachable, .neverSent), (.timeout, .unknown), (.disconnected, .unknown), (.unreadable, .unknown),
            (.serverError, .unknown),
            (.redirected, .unknown), (.denied, .refused), (.notFound, .refused), (.rateLimited, .refused),
            (.refused, .refused),
        ] as [(ServiceError.Code, ServiceError.Delivery)])
    func delivery(code: ServiceError.Code, delivery: ServiceError.Delivery) {
        #expect(ServiceError(code, "x").delivery == delivery)
        #expect(ServiceError(code, "x").description == "x")
    }
}

extension String {
    /// Without blanks at its ends.
    fileprivate var trimmingBlanks: String {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
