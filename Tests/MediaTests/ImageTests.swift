import FoundationEssentials
import Subprocess
import Testing

@testable import Media

@Suite("Image files")
struct ImageTests {
    /// Files as ffmpeg writes them, 48 by 36 pixels.
    private static func withImages(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "images-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["a.png", "a.jpg", "a.webp"] {
            let arguments = [
                "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=48x36", "-frames:v", "1",
                folder.appending(path: name).path,
            ]
            let result = try await Subprocess.run(
                .name("ffmpeg"), arguments: Arguments(arguments), output: .discarded, error: .string(limit: 4096))
            try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        }
        try await body(folder.path)
    }

    private static func damage(of bytes: [UInt8], in folder: String) throws -> MediaError? {
        let path = "\(folder)/changed"
        try Data(bytes).write(to: URL(filePath: path))
        do throws(MediaError) {
            _ = try ImageSummary.read(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test("say their format and size")
    func whole() async throws {
        try await Self.withImages { folder async throws in
            for (name, format) in [("a.png", ImageSummary.Format.png), ("a.jpg", .jpeg), ("a.webp", .webp)] {
                let summary = try ImageSummary.read(path: "\(folder)/\(name)")
                #expect(summary.format == format)
                #expect(summary.width == 48 && summary.height == 36)
                #expect(try MediaSummary.read(path: "\(folder)/\(name)") == .image(summary))
            }
        }
    }

    @Test("that lack any number of bytes at their end are damaged")
    func truncated() async throws {
        try await Self.withImages { folder async throws in
            for name in ["a.png", "a.jpg", "a.webp"] {
                let bytes = Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
                for count in stride(from: 0, to: bytes.count, by: max(bytes.count / 200, 1)) {
                    #expect(try Self.damage(of: Array(bytes[..<count]), in: folder) != nil, "\(name) cut to \(count)")
                }
                #expect(try Self.damage(of: bytes.dropLast(), in: folder) != nil)
            }
        }
    }

    @Test("that are PNG are damaged by any changed byte, and by what stands behind them")
    func changedPNG() async throws {
        try await Self.withImages { folder async throws in
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(folder)/a.png")))
            for index in stride(from: 0, to: bytes.count, by: max(bytes.count / 300, 1)) {
                var changed = bytes
                changed[index] ^= 0x55
                #expect(try Self.damage(of: changed, in: folder)?.code == .damaged, "byte \(index)")
            }
            #expect(try Self.damage(of: bytes + [0], in: folder)?.message == "something stands behind its end")
        }
    }

    @Test("of any other content are refused without being read to their end")
    func others() async throws {
        try await Self.withImages { folder async throws in
            #expect(try Self.damage(of: [], in: folder)?.message == "the file is empty")
            #expect(try Self.damage(of: Array("<html>".utf8), in: folder)?.message == "it is no PNG, JPEG or WEBP")
            #expect(try Self.damage(of: PNGReading.signature, in: folder)?.message == "it ends before its last chunk")
            // A chunk that says to be 2 GiB long.
            let huge = PNGReading.signature + [0x7F, 0xFF, 0xFF, 0xFF] + Array("IHDR".utf8) + [0, 0, 0, 0]
            #expect(try Self.damage(of: huge, in: folder)?.message == "a chunk is longer than the file")
            // Filled up in front of a segment for ever.
            #expect(
                try Self.damage(of: [0xFF, 0xD8] + [UInt8](repeating: 0xFF, count: 200_000), in: folder)?.code
                    == .tooComplex)
            #expect(
                try Self.damage(of: Array("RIFF".utf8) + [4, 0, 0, 0] + Array("WEBP".utf8), in: folder)?.message
                    == "it holds no picture")
        }
    }

    @Test("whose bytes are changed at random never crash the reader")
    func random() async throws {
        try await Self.withImages { folder async throws in
            var state: UInt64 = 7
            func next() -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state >> 33)
            }
            var refused = 0
            for name in ["a.png", "a.jpg", "a.webp"] {
                let bytes = Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
                for _ in 0..<1000 {
                    var changed = bytes
                    for _ in 0...next() % 4 { changed[next() % min(bytes.count, 64)] = UInt8(next() & 0xFF) }
                    if try Self.damage(of: changed, in: folder) != nil { refused += 1 }
                }
            }
            #expect(refused > 1500)
        }
    }

    @Test("get a name with their own ending")
    func names() {
        #expect(FileName.ofImage("a/clip.mp4", ending: "png") == "a/clip.png")
        #expect(FileName.ofImage("a/clip.jpg", ending: "png") == "a/clip.jpg")
        #expect(FileName.ofImage("a/clip.v2", ending: "webp") == "a/clip.v2.webp")
        #expect(FileName.ofImage("a.b/clip", ending: "png") == "a.b/clip.png")
    }
}
