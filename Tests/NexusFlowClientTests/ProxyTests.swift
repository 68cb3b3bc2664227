import NIOHTTP1
import NexusFlowAPI
import NexusFlowClient
import Testing

@Suite("A proxy")
struct ProxyTests {
    @Test(
        "is found in the environment where curl finds it",
        arguments: [
            ([:], nil), (["HTTPS_PROXY": "a"], "a"), (["https_proxy": "b", "HTTPS_PROXY": "a"], "b"),
            (["https_proxy": "", "HTTPS_PROXY": "a"], "a"), (["ALL_PROXY": "socks5://d"], "d"),
            (["all_proxy": "c", "ALL_PROXY": "d"], "c"), (["HTTPS_PROXY": "a", "all_proxy": "c"], "a"),
            (["HTTP_PROXY": "x", "http_proxy": "y"], nil),
            (["ALL_PROXY": "d", "NO_PROXY": "api.example"], nil),
            (["ALL_PROXY": "d", "no_proxy": "other.example", "NO_PROXY": "api.example"], "d"),
        ] as [([String: String], String?)])
    func environment(variables: [String: String], host: String?) throws {
        let settings = try ProxySettings(environment: variables)
        #expect(settings.server(forHost: "api.example", port: 443)?.host == host)
    }

    @Test("that cannot be used is refused with the name of its variable")
    func unusableVariable() {
        let error = #expect(throws: ProxySettings.InvalidProxy.self) {
            try ProxySettings(environment: ["ALL_PROXY": "ftp://u:secret@proxy"])
        }
        #expect(error?.description == "ALL_PROXY: a proxy is reached by http:// or socks5://, not by ftp://")
    }

    @Test("and certificates are read together")
    func certificates() throws {
        let variables = ["SSL_CERT_FILE": "/c.pem", "SSL_CERT_DIR": "/nowhere-1:/:/nowhere-2", "all_proxy": "p"]
        let configuration = try ClientConfiguration(version: "1", environment: variables)
        #expect(configuration.certificateFile == "/c.pem")
        #expect(configuration.certificateFolder == "/")
        #expect(configuration.proxy.server?.host == "p")
        let empty = try ClientConfiguration(version: "1", environment: ["SSL_CERT_FILE": "", "SSL_CERT_DIR": ""])
        #expect(empty.certificateFile == nil)
        #expect(empty.certificateFolder == nil)
        let missing = try ClientConfiguration(version: "1", environment: ["SSL_CERT_DIR": "/nowhere-1:/nowhere-2"])
        #expect(missing.certificateFolder == "/nowhere-1", "what is not there is told at the first connection")
    }

    @Test("is none where none is named", arguments: [nil, ""])
    func none(text: String?) throws {
        #expect(try ProxySettings(httpsProxy: text, noProxy: "x").server(forHost: "a.example", port: 443) == nil)
    }

    @Test(
        "is read from its address",
        arguments: [
            ("http://proxy:8080", "proxy", 8080), ("proxy:8080/", "proxy", 8080), ("HTTP://Proxy", "Proxy", 3128),
            ("http://[::1]:81", "::1", 81), ("http://10.0.0.1:1/x", "10.0.0.1", 1),
        ])
    func address(text: String, host: String, port: Int) throws {
        let server = try #require(try ProxySettings(httpsProxy: text, noProxy: nil).server)
        #expect(server.kind == .http)
        #expect(server.host == host)
        #expect(server.port == port)
        #expect(server.credentials == nil)
    }

    @Test("may be a SOCKS server, and may want a password")
    func kinds() throws {
        let socks = try ProxySettings(httpsProxy: "socks5h://proxy", noProxy: nil).server
        #expect(socks?.kind == .socks5)
        #expect(socks?.port == 1080)
        let http = try ProxySettings(httpsProxy: "http://me:p%40ss:w@proxy:1", noProxy: nil).server
        #expect(http?.credentials == "me:p@ss:w")
        #expect(http?.host == "proxy")
    }

    @Test(
        "that cannot be used is refused without showing its password",
        arguments: [
            "https://u:secret@proxy", "ftp://u:secret@proxy", "http://u:secret@", "http://u:secret@proxy:0",
            "http://u:secret@proxy:70000",
            "http://u:secret@proxy:x", "http://u:secret%4@proxy", "http://u:secret%zz@proxy", "socks5://u:secret@proxy",
            "http://:80",
        ])
    func unusable(text: String) {
        let error = #expect(throws: ProxySettings.InvalidProxy.self) {
            try ProxySettings(httpsProxy: text, noProxy: nil)
        }
        #expect(error?.description.contains("secret") == false)
    }

    @Test(
        "is passed by for the hosts of NO_PROXY",
        arguments: [
            ("example.com", "example.com", 443, true), ("example.com", "a.b.example.com", 443, true),
            (".example.com", "a.example.com", 443, true), ("example.com", "notexample.com", 443, false),
            ("EXAMPLE.com", "Example.COM", 443, true), ("x, example.com", "example.com", 443, true),
            ("x example.com", "example.com", 443, true), ("example.com:8443", "example.com", 443, false),
            ("example.com:8443", "example.com", 8443, true), ("*", "example.com", 443, true),
            ("10.0.0.1", "10.0.0.1", 443, true), ("[::1]:443", "::1", 443, true), ("::1", "::1", 443, true),
            ("", "example.com", 443, false),
            (",,", "example.com", 443, false),
        ])
    func exceptions(noProxy: String, host: String, port: Int, isPassedBy: Bool) throws {
        let settings = try ProxySettings(httpsProxy: "http://proxy", noProxy: noProxy)
        #expect((settings.server(forHost: host, port: port) == nil) == isPassedBy)
    }

    @Test("is asked to connect, with its password and without the key; when it refuses, nothing was sent")
    func connect() async throws {
        let proxy = try await ScriptedServer { _ in [.answer(403)] }
        let settings = try ProxySettings(httpsProxy: "http://me:pw@127.0.0.1:\(proxy.port)", noProxy: nil)
        try await withClient(of: "https://api.example/v1", configure: { $0.proxy = settings }) { client in
            for request in [APIRequest.create, .list] {
                let error = try await client.failure(of: request)
                #expect(error.code == .unreachable)
                #expect(error.message == "cannot connect to api.example: the proxy refuses")
            }
        }
        #expect(proxy.exchanges.map(\.method) == ["CONNECT", "CONNECT"])
        #expect(proxy.exchanges.map(\.path) == ["api.example:443", "api.example:443"])
        #expect(proxy.exchanges.allSatisfy { $0.headers["proxy-authorization"] == ["Basic bWU6cHc="] })
        #expect(proxy.exchanges.allSatisfy { !$0.headers.contains(name: "authorization") })
        await proxy.stop()
    }

    @Test("is not used for plain http")
    func plain() async throws {
        let settings = try ProxySettings(httpsProxy: "http://127.0.0.1:1", noProxy: nil)
        try await withServer({ _ in [.answer(200)] }, configure: { $0.proxy = settings }) { _, client in
            let response = try await client.send(.list)
            #expect(response.status == 200)
        }
    }
}
