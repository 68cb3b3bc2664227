/// What the boxes of a file say, before it is known whether it makes sense.
struct MP4Movie {
    /// `mvhd` or `mdhd`: a length in units of a part of a second.
    struct Length {
        let timescale: UInt32
        let duration: UInt64
    }

    struct Track {
        var handler: UInt32 = 0
        var media: Length?
        var sampleEntry: (codec: UInt32, width: Int, height: Int)?
        /// Of `stts`: how many samples there are, and their length together in the track's units.
        var samples: (count: UInt64, duration: UInt64)?
    }

    private(set) var header: Length?
    private(set) var tracks: [Track] = []
    private(set) var hasMediaData = false
    private(set) var isFragmented = false
    /// In the units of ``header``.
    private(set) var fragmentDuration: UInt64?

    /// How many runs of samples of one length are read; a video of constant frame rate has one.
    private static let runLimit = 1_000_000
    private static let trackLimit = 64

    mutating func read(_ walk: inout MP4Walk, size: UInt64) throws(MediaError) {
        try Self.requireBeginning(of: try walk.file.bytes(at: 0, count: Int(min(size, 256))))
        var movie = self
        var isFirst = true
        var hasMovie = false
        try walk.boxes(in: 0..<size, depth: 0) { walk, box throws(MediaError) in
            guard isFirst == (box.type == MP4Box.type("ftyp")) else {
                throw MediaError(.damaged, "it has a second 'ftyp'")
            }
            isFirst = false
            switch box.type {
            case MP4Box.type("moov"):
                guard !hasMovie else { throw MediaError(.damaged, "it has a second 'moov'") }
                hasMovie = true
                try walk.boxes(in: box.payload, depth: 1) { walk, box throws(MediaError) in
                    try movie.readMovieBox(box, &walk)
                }
            case MP4Box.type("mdat"): movie.hasMediaData = true
            default: break
            }
        }
        guard hasMovie else { throw MediaError(.damaged, "it has no box 'moov', without which nothing can play it") }
        self = movie
    }

    /// Tells what is no video at all, such as a page that asks for a login, before its text is taken for sizes of boxes.
    private static func requireBeginning(of bytes: [UInt8]) throws(MediaError) {
        let text = bytes.drop { [0x09, 0x0A, 0x0D, 0x20, 0xEF, 0xBB, 0xBF].contains($0) }
        switch text.first {
        case UInt8(ascii: "<"): throw MediaError(.damaged, "it is a page (HTML or XML), not a video")
        case UInt8(ascii: "{"): throw MediaError(.damaged, "it is a page (JSON), not a video")
        default: break
        }
        guard bytes.count < 8 || bytes.integer(at: 4) == MP4Box.type("ftyp") else {
            throw MediaError(.damaged, "it is not an MP4 file: it does not begin with a box 'ftyp'")
        }
    }

    private mutating func readMovieBox(_ box: MP4Box, _ walk: inout MP4Walk) throws(MediaError) {
        var movie = self
        switch box.type {
        case MP4Box.type("mvhd"): movie.header = try Self.length(of: box, &walk)
        case MP4Box.type("trak"):
            guard tracks.count < Self.trackLimit else { throw MediaError(.tooComplex, "it has too many tracks") }
            var track = Track()
            try Self.readTrack(box, &walk, depth: 2, into: &track)
            movie.tracks.append(track)
        case MP4Box.type("mvex"):
            movie.isFragmented = true
            try walk.boxes(in: box.payload, depth: 2) { walk, box throws(MediaError) in
                guard box.type == MP4Box.type("mehd") else { return }
                let isLong = try walk.bytes(of: box, count: 1)[0] == 1
                let bytes = try walk.bytes(of: box, from: 4, count: isLong ? 8 : 4)
                movie.fragmentDuration = isLong ? bytes.longInteger(at: 0) : UInt64(bytes.integer(at: 0))
            }
        default: break
        }
        self = movie
    }

    /// Reads `trak` and the boxes in it down to the sample tables.
    private static func readTrack(
        _ box: MP4Box, _ walk: inout MP4Walk, depth: Int, into track: inout Track
    ) throws(MediaError) {
        var found = track
        try walk.boxes(in: box.payload, depth: depth) { walk, box throws(MediaError) in
            switch box.type {
            case MP4Box.type("mdia"), MP4Box.type("minf"), MP4Box.type("stbl"):
                try readTrack(box, &walk, depth: depth + 1, into: &found)
            case MP4Box.type("mdhd"): found.media = try length(of: box, &walk)
            case MP4Box.type("hdlr"): found.handler = try walk.bytes(of: box, from: 8, count: 4).integer(at: 0)
            case MP4Box.type("stsd"): found.sampleEntry = try sampleEntry(of: box, &walk)
            case MP4Box.type("stts"): found.samples = try samples(of: box, &walk)
            default: break
            }
        }
        track = found
    }

    /// Timescale and length of `mvhd` and `mdhd`, which begin alike, in version 0 or 1.
    private static func length(of box: MP4Box, _ walk: inout MP4Walk) throws(MediaError) -> Length {
        switch try walk.bytes(of: box, count: 1)[0] {
        case 0:
            let bytes = try walk.bytes(of: box, from: 12, count: 8)
            let duration = bytes.integer(at: 4)
            return Length(timescale: bytes.integer(at: 0), duration: duration == .max ? 0 : UInt64(duration))
        case 1:
            let bytes = try walk.bytes(of: box, from: 20, count: 12)
            let duration = bytes.longInteger(at: 4)
            return Length(timescale: bytes.integer(at: 0), duration: duration == .max ? 0 : duration)
        case let version: throw MediaError(.damaged, "box '\(box.name)' has the unknown version \(version)")
        }
    }

    /// Codec and frame size of the first sample entry; of other tracks than video the size means nothing.
    private static func sampleEntry(
        of box: MP4Box, _ walk: inout MP4Walk
    ) throws(MediaError) -> (codec: UInt32, width: Int, height: Int)? {
        guard try walk.bytes(of: box, from: 4, count: 4).integer(at: 0) > 0 else { return nil }
        let entry = try walk.bytes(of: box, from: 8, count: 8)
        let size = UInt64(entry.integer(at: 0))
        guard size >= 8, size <= UInt64(box.payload.count) - 8 else {
            throw MediaError(.damaged, "box '\(box.name)' is too short for what it must hold")
        }
        guard size >= 36 else { return (entry.integer(at: 4), 0, 0) }
        let frame = try walk.bytes(of: box, from: 8 + 32, count: 4).integer(at: 0)
        return (entry.integer(at: 4), Int(frame >> 16), Int(frame & 0xFFFF))
    }

    private static func samples(
        of box: MP4Box, _ walk: inout MP4Walk
    ) throws(MediaError) -> (count: UInt64, duration: UInt64) {
        let runs = Int(try walk.bytes(of: box, from: 4, count: 4).integer(at: 0))
        guard runs <= runLimit else { throw MediaError(.tooComplex, "its table of frames is too long") }
        var total: (count: UInt64, duration: UInt64) = (0, 0)
        var next = 0
        while next < runs {
            let batch = min(runs - next, 1024)
            let bytes = try walk.bytes(of: box, from: 8 + 8 * UInt64(next), count: 8 * batch)
            for run in 0..<batch {
                let count = UInt64(bytes.integer(at: 8 * run))
                // Neither sum can overflow: at most a million times 2^32, or 2^64 for one product, which is checked.
                let (duration, overflow) = total.duration.addingReportingOverflow(
                    count * UInt64(bytes.integer(at: 8 * run + 4)))
                guard !overflow else { throw MediaError(.damaged, "its table of frames has an impossible length") }
                total = (total.count + count, duration)
            }
            next += batch
        }
        return total
    }
}
