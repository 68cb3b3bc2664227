import Media
import NexusFlowAPI
import Testing

@testable import LocalService

@Suite("Images", .serialized)
struct ImageTests {
    private static let request: JSONValue = [
        "model": "wan2.6-t2i", "prompt": "a paper boat", "size": "1472*1104", "n": 2, "seed": 7,
    ]

    @Test("A request for images is answered at once with all of them, each a PNG of the size that was asked for")
    func images() async throws {
        try await withFolder { folder in
            try await withTestService(folder: folder) { client, clock in
                let answer = try await client.create(Self.request)
                #expect(answer.status == 202)
                let object = try answer.json
                #expect(object["status"] == "succeeded")
                #expect(object["type"] == "image")
                let task = try #require(RemoteTask(object))
                #expect(task.imageURLs.count == 2)
                #expect(try await client.task(task.id).json == object)
                var bodies: [[UInt8]] = []
                for (index, url) in task.imageURLs.enumerated() {
                    let path = String(url.dropFirst(client.address.origin.count))
                    #expect(path.hasPrefix("/images/\(task.id)-\(index + 1).png?Expires="))
                    let image = try await client.get(path)
                    #expect(image.status == 200 && image.headers["content-type"] == "image/png")
                    var checksum = CRC64()
                    checksum.update(image.body)
                    #expect(image.headers["x-oss-hash-crc64ecma"] == "\(checksum.value)")
                    bodies.append(image.body)
                    let summary = try ImageSummary.read(path: "\(folder)/videos/\(task.id)-\(index + 1).png")
                    #expect(summary.width == 1472 && summary.height == 1104)
                    // The signature is of one image, not of the task.
                    let other = path.replacing("-\(index + 1).png", with: "-\(2 - index).png")
                    #expect(try await client.get(other).status == 403)
                }
                #expect(bodies[0] != bodies[1])
                clock.advance(by: 86_401)
                #expect(try await client.task(task.id).status == 404)
            }
        }
    }

    @Test(
        "What no image model takes is refused",
        arguments: [
            (["n": 5], "n=5 is not allowed; it may be 1 to 4."),
            (
                ["size": "100*100"],
                """
                size="100*100" is not allowed; it may be WIDTH*HEIGHT, such as 1280*1280 or 1696*960, of about 1.6 to 2.1 \
                million pixels, from 1:4 to 4:1.
                """
            ),
            (
                ["size": "20*100000"],
                """
                size="20*100000" is not allowed; it may be WIDTH*HEIGHT, such as 1280*1280 or 1696*960, of about 1.6 to 2.1 \
                million pixels, from 1:4 to 4:1.
                """
            ),
        ] as [(JSONObject, String)])
    func refusals(extra: JSONObject, message: String) async throws {
        try await withTestService { client, _ in
            var request = try #require(Self.request.object)
            request.merge(extra)
            let answer = try await client.create(.object(request))
            #expect(answer.status == 400)
            #expect(try answer.json["error"]?["message"]?.string == message)
        }
    }

    @Test("A request that fails is over at once as well")
    func failing() async throws {
        try await withTestService(faults: "fail=1") { client, _ in
            let object = try await client.create(Self.request).json
            #expect(object["status"] == "failed")
            #expect(object["error"]?.string?.contains(": ") == true)
            #expect(object["output"] == nil)
        }
    }
}
