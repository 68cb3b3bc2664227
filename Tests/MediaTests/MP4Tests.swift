import Testing

@testable import Media

@Suite("Reading an MP4")
struct MP4Tests {
    private func summary(_ bytes: [UInt8]) throws -> MP4Summary {
        try withFile(bytes) { try MP4Summary.read(path: $0) }
    }

    @Test("tells size, length, frame rate and codec of a real video, wherever its index lies")
    func real() throws {
        for order in [[], ["-movflags", "+faststart"]] {
            let bytes = try video(["-c:v", "libx264", "-preset", "ultrafast"] + order)
            let found = try summary(bytes)
            #expect(found.duration == 3)
            #expect(found.width == 320 && found.height == 180)
            #expect(found.codec == "avc1")
            #expect(found.frameRate == 24)
            #expect(found.size == Int64(bytes.count))
            #expect(found.bitrate == Double(bytes.count) * 8 / 3)
            #expect(!found.hasAudio && !found.isFragmented)
        }
    }

    @Test("finds the picture beside sound")
    func sound() throws {
        let found = try summary(
            video(
                ["-f", "lavfi", "-i", "sine=d=2", "-map", "1:a", "-map", "0:v", "-c:v", "mpeg4", "-c:a", "aac"],
                seconds: 2, rate: 30))
        #expect(found.hasAudio)
        #expect(found.codec == "mp4v")
        #expect(abs(found.duration - 2) < 0.05)
        #expect(abs((found.frameRate ?? 0) - 30) < 0.1)
        #expect(found.width == 320 && found.height == 180)
    }

    @Test("reads a file in fragments")
    func fragments() throws {
        let bytes = try video(["-c:v", "libx264", "-preset", "ultrafast", "-movflags", "frag_keyframe+empty_moov"])
        let found = try summary(bytes)
        #expect(found.isFragmented)
        #expect(found.width == 320)
        #expect(found.frameRate == nil)
        #expect(VideoCheck(duration: 3).failures(of: found).isEmpty)
    }

    @Test("reads boxes of both versions, with long sizes, and one that reaches to the end")
    func versions() throws {
        for version in [UInt8(0), 1] {
            let found = try summary(
                Boxes.file(
                    Boxes.track(mdhd: Boxes.header("mdhd", version: version)),
                    mvhd: Boxes.header("mvhd", version: version)))
            #expect(found.duration == 5)
            #expect(found.width == 1280 && found.height == 720)
            #expect(abs((found.frameRate ?? 0) - 24.39) < 0.01)
        }
        let movie = Boxes.header("mvhd") + Boxes.track()
        #expect(try summary(Boxes.ftyp + Boxes.longBox("moov", movie) + Boxes.longBox("mdat", [1])).duration == 5)
        #expect(try summary(Boxes.ftyp + Boxes.box("moov", movie) + Boxes.box("mdat", [1, 2], size: 0)).duration == 5)
        #expect(try summary(Boxes.file() + Boxes.box("free")).duration == 5)
    }

    @Test("takes the length of fragments where the movie tells it")
    func fragmentLength() throws {
        let track = Boxes.track(mdhd: Boxes.header("mdhd", duration: 0), stts: Boxes.stts([]))
        for mehd in [
            Boxes.box("mehd", Boxes.big(0) + Boxes.big(7000)),
            Boxes.box("mehd", Boxes.big(1 << 24) + Boxes.big64(7000)),
        ] {
            #expect(try summary(Boxes.file(track, more: Boxes.box("mvex", mehd))).duration == 7)
        }
        #expect(try failure(Boxes.file(track))?.message == "its video track has no length")
    }

    @Test("names what is wrong with a file that lies")
    func lies() throws {
        let good = Boxes.file()
        let cases: [([UInt8], String)] = [
            ([], "the file is empty"), ([0], "1 bytes at byte 0 are too few for a box"),
            (Array("<html><body>Not found</body></html>".utf8), "it is a page (HTML or XML), not a video"),
            (Array("\u{FEFF}\r\n {\"error\":\"expired\"}".utf8), "it is a page (JSON), not a video"),
            (Array("plain text of some length".utf8), "it does not begin with a box 'ftyp'"),
            (Boxes.box("moov") + Boxes.ftyp, "it is not an MP4 file: it does not begin with a box 'ftyp'"),
            (Boxes.ftyp + good, "it has a second 'ftyp'"), (Boxes.ftyp + Boxes.mdat, "it has no box 'moov'"),
            (good + Boxes.box("moov"), "it has a second 'moov'"),
            (Boxes.ftyp + Boxes.box("moov", Boxes.track()), "it holds no pictures (no 'mdat')"),
            (good.dropLast(), "the file is cut off: 1 bytes of box 'mdat' are missing"),
            (good + [0], "1 bytes at byte"),
            (good + Boxes.box("free", size: 7), "box 'free' is smaller than its own header"),
            (good + Boxes.longBox("free", size: 15), "box 'free' is smaller than its own header"),
            (good + Boxes.longBox("free", size: 1 << 63), "9223372036854775792 bytes of box 'free' are missing"),
            (good + Boxes.longBox("free", size: .max), "18446744073709551599 bytes of box 'free' are missing"),
            (good + Boxes.box("free", size: 1), "box 'free' is cut off in its size"),
            (good + Boxes.box("\u{1}\n\u{7F}x", size: 9), "box '???x'"),
            (
                Boxes.file(Boxes.box("trak", Boxes.box("mdia", size: 0))),
                "box 'mdia' inside another does not say its size"
            ),
            (
                Boxes.file(Boxes.box("trak", Boxes.box("mdia", size: 9))),
                "boxes contradict each other: 1 bytes of box 'mdia'"
            ),
            (Boxes.file([]), "it holds no video track"),
            (Boxes.file(Boxes.track(handler: Boxes.handler("soun"))), "it holds no video track"),
            (Boxes.file(Boxes.track(stsd: [])), "its video track does not say what it is"),
            (Boxes.file(Boxes.track(stsd: Boxes.stsd(width: 0))), "its video track does not say what it is"),
            (Boxes.file(Boxes.track(stsd: Boxes.box("stsd", Boxes.big(0) + Boxes.big(1)))), "box 'stsd' is too short"),
            (
                Boxes.file(
                    Boxes.track(stsd: Boxes.box("stsd", Boxes.big(0) + Boxes.big(1) + Boxes.box("avc1", size: 90)))),
                "box 'stsd' is too short"
            ),
            (Boxes.file(Boxes.track(mdhd: [])), "its video track does not say its length"),
            (
                Boxes.file(Boxes.track(mdhd: Boxes.header("mdhd", timescale: 0))),
                "its video track does not say its length"
            ),
            (Boxes.file(Boxes.track(mdhd: Boxes.header("mdhd", duration: 0))), "its video track has no length"),
            (
                Boxes.file(Boxes.track(mdhd: Boxes.header("mdhd", duration: 0xFFFF_FFFF))),
                "its video track has no length"
            ),
            (
                Boxes.file(Boxes.track(mdhd: Boxes.header("mdhd", version: 1, duration: .max))),
                "its video track has no length"
            ),
            (Boxes.file(Boxes.track(mdhd: Boxes.header("mdhd", version: 2))), "box 'mdhd' has the unknown version 2"),
            (Boxes.file(Boxes.track(mdhd: Boxes.box("mdhd"))), "box 'mdhd' is too short"),
            (Boxes.file(mvhd: Boxes.box("mvhd", [0])), "box 'mvhd' is too short"),
            (Boxes.file(Boxes.track(handler: Boxes.box("hdlr", [0]))), "box 'hdlr' is too short"),
            (Boxes.file(Boxes.track(stts: Boxes.stts([(1, 1)], count: 3))), "box 'stts' is too short"),
            (Boxes.file(Boxes.track(stts: Boxes.stts(count: .max))), "its table of frames is too long"),
            (
                Boxes.file(Boxes.track(stts: Boxes.stts([(.max, .max), (.max, .max)]))),
                "its table of frames has an impossible length"
            ),
        ]
        for (bytes, message) in cases {
            let error = try failure(Array(bytes))
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "no error"), not: \(message)")
            #expect(error?.code == .damaged || error?.code == .tooComplex)
        }
    }

    @Test("reads no more boxes than the limit, and nests no deeper")
    func limits() throws {
        let many = Boxes.ftyp + (0...MP4Walk.boxLimit).flatMap { _ in Boxes.box("free") }
        #expect(try failure(many)?.code == .tooComplex)
        var nested = Boxes.box("stbl")
        for _ in 0..<20 { nested = Boxes.box("mdia", nested) }
        #expect(try failure(Boxes.file(Boxes.box("trak", nested)))?.code == .tooComplex)
        #expect(try failure(Boxes.file((0..<65).flatMap { _ in Boxes.track() }))?.code == .tooComplex)
    }

    @Test("reads no more of long tables than the limit, in however many tracks they stand")
    func tableLimit() throws {
        func track(frames: Int) -> [UInt8] {
            let table = [UInt8](repeating: 0, count: 8 * frames)
            return Boxes.track(stts: Boxes.box("stts", Boxes.big(0) + Boxes.big(UInt32(frames)) + table))
        }
        let long = track(frames: 1_000_000)
        #expect(try summary(Boxes.file(long + long)).duration == 5)
        let error = try failure(Boxes.file(long + long + long))
        #expect(error?.message == "its tables are too long")
        #expect(error?.code == .tooComplex)
    }

    @Test("is told apart from reading no file")
    func noFile() throws {
        for path in ["/nowhere/v.mp4", "/", "/dev/null", "/dev/zero"] {
            let error = #expect(throws: MediaError.self) { try MP4Summary.read(path: path) }
            #expect(error?.code == .unreadable)
        }
    }

    @Test("never crashes or hangs on a damaged video")
    func mutations() throws {
        let bytes = try video(
            ["-c:v", "libx264", "-preset", "ultrafast", "-movflags", "+faststart"], seconds: 1, size: "64x64")
        // The boxes stand before the pictures; what is behind is only there to be cut.
        let index = min(bytes.count, 1200)
        var random = SeededGenerator(seed: 7)
        var damaged = 0
        try withFolder { folder in
            let path = folder + "/v.mp4"
            for _ in 0..<2_000 {
                var changed = bytes
                for _ in 0...Int.random(in: 0..<4, using: &random) {
                    let place = Int.random(in: 0..<min(index, changed.count), using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: changed[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
                    case 1: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                    case 2: changed.removeLast(Int.random(in: 0..<min(100, changed.count), using: &random))
                    default:
                        let size = Boxes.big(.random(in: 0...UInt32.max, using: &random))
                        changed.replaceSubrange(place..<min(place + 4, changed.count), with: size)
                    }
                }
                try overwrite(path, changed)
                switch outcome(path) {
                case .success(let found):
                    #expect(found.width > 0 && found.duration.isFinite && found.duration >= 0)
                    _ = VideoCheck(duration: 1, frameSize: .init(width: 64, height: 64)).failures(of: found)
                case .failure(let error):
                    damaged += 1
                    #expect(!error.message.isEmpty)
                }
            }
        }
        #expect(damaged > 500)
    }
}

@Suite("Holding a video against what was asked for")
struct VideoCheckTests {
    @Test("passes what is near")
    func near() throws {
        let bytes = try video(["-c:v", "libx264", "-preset", "ultrafast"])
        try withFile(bytes) { path in
            #expect(VideoCheck(duration: 3, frameSize: .init(width: 320, height: 180)).failures(path: path).isEmpty)
            #expect(VideoCheck(duration: 3, frameSize: .init(width: 328, height: 176)).failures(path: path).isEmpty)
            #expect(VideoCheck(duration: nil).failures(path: path).isEmpty)
        }
    }

    @Test("says every check that failed")
    func failures() throws {
        let bytes = try video(["-c:v", "libx264", "-preset", "ultrafast"])
        try withFile(bytes) { path in
            #expect(
                VideoCheck(duration: 5, frameSize: .init(width: 180, height: 320)).failures(path: path) == [
                    "it is 3.00 s long, not about 5 s", "its frames have 320×180 pixels, not 180×320",
                ])
        }
        #expect(
            VideoCheck(duration: 5).failures(path: "/nowhere/v.mp4") == [
                "cannot open the file: No such file or directory"
            ])
    }

    @Test("of an impossible length fails in words")
    func impossible() throws {
        let track = Boxes.track(mdhd: Boxes.header("mdhd", version: 1, timescale: 1, duration: .max - 1))
        try withFile(Boxes.file(track)) { path in
            #expect(VideoCheck(duration: 5).failures(path: path) == ["it is more than a billion s long, not about 5 s"])
        }
    }
}
