import NexusFlowAPI
import NexusFlowClient
import Testing

@Suite("Over TLS")
struct TLSTests {
    private let script: ScriptedServer.Script = { exchange in
        exchange.path == "/down" ? [.answer(302, "", ["Location: http://127.0.0.1/v"])] : [.answer(200, "video")]
    }

    @Test("a certificate that the given file vouches for is accepted")
    func trusted() async throws {
        let server = try await ScriptedServer(tls: TestCertificate.serverContext(), script)
        try await TestCertificate.withFile { file in
            try await withClient(of: "https://localhost:\(server.port)", configure: { $0.certificateFile = file }) {
                client in
                let response = try await client.send(.create)
                #expect(response.status == 200)
                let url = "https://localhost:\(server.port)/v"
                let file = try await client.file(ObjectRequest(url: url))
                #expect(file.bytes == Array("video".utf8))
            }
        }
        await server.stop()
    }

    @Test("a certificate in the given folder is accepted, and so is one in a file beside it")
    func trustedFolder() async throws {
        let server = try await ScriptedServer(tls: TestCertificate.serverContext(), script)
        let base = "https://localhost:\(server.port)"
        try await TestCertificate.withFolder { folder in
            try await withClient(of: base, configure: { $0.certificateFolder = folder }) { client async throws in
                #expect(try await client.send(.create).status == 200)
            }
        }
        try await TestCertificate.withFile { file in
            try await withClient(
                of: base,
                configure: {
                    $0.certificateFolder = "/"
                    $0.certificateFile = file
                }
            ) { client async throws in
                #expect(try await client.send(.create).status == 200)
            }
        }
        await server.stop()
    }

    @Test("a certificate that nobody vouches for is refused, and nothing is sent")
    func untrusted() async throws {
        let server = try await ScriptedServer(tls: TestCertificate.serverContext(), script)
        try await withClient(of: "https://localhost:\(server.port)") { client in
            for request in [APIRequest.create, .list] {
                let error = try await client.failure(of: request)
                #expect(error.code == .unreachable)
                #expect(
                    error.message == "no secure connection to localhost:\(server.port): its certificate is not trusted")
            }
        }
        #expect(server.exchanges.isEmpty)
        await server.stop()
    }

    @Test("a certificate of another host is refused, and nothing is sent")
    func otherHost() async throws {
        let server = try await ScriptedServer(tls: TestCertificate.serverContext(), script)
        try await TestCertificate.withFile { file in
            try await withClient(of: "https://127.0.0.1:\(server.port)", configure: { $0.certificateFile = file }) {
                client in
                for request in [APIRequest.create, .list] {
                    let error = try await client.failure(of: request)
                    #expect(error.code == .unreachable)
                    #expect(error.message.contains("127.0.0.1:\(server.port): the certificate is not for this host"))
                }
            }
        }
        #expect(server.exchanges.isEmpty)
        await server.stop()
    }

    @Test("a server that speaks no TLS is refused, and nothing is sent")
    func plainServer() async throws {
        let server = try await ScriptedServer { _ in [] }
        try await withClient(of: "https://localhost:\(server.port)") { client in
            let error = try await client.failure(of: .create)
            #expect(error.code == .unreachable)
        }
        #expect(server.exchanges.isEmpty)
        await server.stop()
    }

    @Test("a file of certificates that cannot be read is an error that says so")
    func noFile() async throws {
        let server = try await ScriptedServer(tls: TestCertificate.serverContext(), script)
        try await withClient(
            of: "https://localhost:\(server.port)", configure: { $0.certificateFile = "/nowhere/certs.pem" }
        ) { client in
            let error = try await client.failure(of: .create)
            #expect(error.code == .unreachable)
            #expect(error.message.hasSuffix("the file of trusted certificates cannot be read"))
        }
        await server.stop()
    }

    @Test("a file is not fetched over plain http, wherever a redirect points")
    func downgrade() async throws {
        let server = try await ScriptedServer(tls: TestCertificate.serverContext(), script)
        try await TestCertificate.withFile { file in
            try await withClient(of: "http://127.0.0.1:1", configure: { $0.certificateFile = file }) { client in
                let error = await #expect(throws: ServiceError.self) {
                    try await client.file(ObjectRequest(url: "https://localhost:\(server.port)/down"))
                }
                #expect(error?.code == .redirected)
            }
        }
        await server.stop()
    }
}
