import NexusFlowAPI
import Testing

@Suite("The guard of the key")
struct KeyGuardTests {
    private static let secret = "sk-air-Ab1/Cd2_Ef3-Gh4+Ij5"

    private func guarding(_ secret: String = secret) -> KeyGuard { KeyGuard(APIKey(secret)) }

    private func redacted(_ text: String, by guardian: KeyGuard) -> String {
        String(decoding: guardian.redacted(Array(text.utf8)), as: UTF8.self)
    }

    @Test(
        "takes the key in use out of what a server says, however it is spelled",
        arguments: [
            ("Incorrect API key provided: sk-air-Ab1/Cd2_Ef3-Gh4+Ij5.", "Incorrect API key provided: sk-air-…."),
            ("Ab1/Cd2_Ef3-Gh4+Ij5 twice Ab1/Cd2_Ef3-Gh4+Ij5", "… twice …"),
            (#"{"m":"sk-air-Ab1\/Cd2_Ef3\u002dGh4\u002BIj5"}"#, #"{"m":"sk-air-…"}"#),
            (#"{"m":"{\"k\":\"sk-air-Ab1\\\/Cd2_Ef3\\u002dGh4+Ij5\"}"}"#, #"{"m":"{\"k\":\"sk-air-…\"}"}"#),
            ("https://h/?k=sk-air-Ab1%2FCd2_Ef3-Gh4%2bIj5&x", "https://h/?k=sk-air-…&x"),
            ("broken off: sk-air-Ab1/Cd2_", "broken off: sk-air-…"),
            ("sk-air-Ab1/Cd2_ is another", "sk-air-Ab1/Cd2_ is another"),
            ("sk-air-…", "sk-air-…"), ("", ""), (#"\\\\\\\\\\\\\\\\\"#, #"\\\\\\\\\\\\\\\\\"#), ("%", "%"),
            ("100% Ab1", "100% Ab1"),
        ])
    func redaction(said: String, kept: String) {
        #expect(redacted(said, by: guarding()) == kept)
    }

    @Test("takes it out of headers too, and leaves the rest of an answer")
    func headers() {
        let answer = APIResponse(
            status: 401, headers: [.init("X-Key", Self.secret), .init("Date", "now")], body: Array(Self.secret.utf8))
        let kept = guarding().redacted(answer)
        #expect(
            kept
                == APIResponse(
                    status: 401, headers: [.init("X-Key", "sk-air-…"), .init("Date", "now")],
                    body: Array("sk-air-…".utf8)))
    }

    @Test("knows keys without the prefix, and takes nothing short for a secret")
    func otherKeys() {
        #expect(redacted("it is sk-wrong!", by: guarding("sk-wrong")) == "it is sk-air-…!")
        #expect(redacted("sk-air-local", by: guarding("sk-air-local")) == "sk-air-…")
        #expect(redacted("a key is a key", by: guarding("key")) == "a key is a key")
        #expect(redacted(Self.secret, by: KeyGuard()) == Self.secret)
    }

    @Test(
        "finds the key in use, and everything of the form of a key",
        arguments: [
            ("a boat sk-air-0123456789abcdef", true), ("sk-air-ABCDEFGHIJKLMNOP-_", true),
            ("sk%2Dair%2D0123456789abcdef", true), ("Ab1/Cd2_Ef3-Gh4+Ij5", true),
            ("keys begin with sk-air-", false), ("sk-air-…", false), ("sk-air-0123456789abcde", false),
            ("sk-air-paper-boat", false), ("a paper boat", false), ("", false),
        ])
    func finding(text: String, isFound: Bool) {
        #expect(guarding().holdsKey(text) == isFound)
    }

    @Test("masks keys byte for byte, so that places stay what they are")
    func masking() {
        let guardian = guarding()
        #expect(guardian.masked("é sk-air-abc é Ab1/Cd2_Ef3-Gh4+Ij5") == "é sk-air-*** é *******************")
        #expect(guardian.masked("a paper boat") == "a paper boat")
    }
}
