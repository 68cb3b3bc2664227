/// What an MP4 file says about the video in it, read from its boxes without a decoder.
package struct MP4Summary: Hashable, Sendable {
    /// Of the whole file, in bytes.
    package let size: Int64
    /// Of the video track, in seconds; 0 only where a fragmented file does not say it.
    package let duration: Double
    /// Of a frame, in pixels.
    package let width: Int
    package let height: Int
    /// Four printable characters, such as `avc1` or `hvc1`.
    package let codec: String
    /// Frames a second on average, where the file lists its frames.
    package let frameRate: Double?
    /// Of the whole file, in bits a second.
    package let bitrate: Double?
    package let hasAudio: Bool
    /// Whether its frames lie in fragments with tables of their own, as in streaming.
    package let isFragmented: Bool

    /// Reads the boxes of the file at `path`: `ftyp` comes first, `moov` is there and holds a video track, and all sizes
    /// add up to the file's length.
    ///
    /// Memory and the number of reads are bounded, whatever the file says.
    ///
    /// - Throws: ``MediaError``, its message about the file without naming it.
    package static func read(path: String) throws(MediaError) -> MP4Summary {
        let file = try RandomAccessFile(path: path)
        let size = file.size
        guard size > 0 else { throw MediaError(.damaged, "the file is empty") }
        var movie = MP4Movie()
        var walk = MP4Walk(file)
        try movie.read(&walk, size: size)
        return try MP4Summary(movie, size: size)
    }

    private init(_ movie: MP4Movie, size: UInt64) throws(MediaError) {
        guard let track = movie.tracks.first(where: { $0.handler == MP4Box.type("vide") }) else {
            throw MediaError(.damaged, "it holds no video track")
        }
        guard let entry = track.sampleEntry, entry.width > 0, entry.height > 0 else {
            throw MediaError(.damaged, "its video track does not say what it is (no 'stsd' with a frame size)")
        }
        guard let media = track.media, media.timescale > 0 else {
            throw MediaError(.damaged, "its video track does not say its length (no 'mdhd')")
        }
        var duration = Double(media.duration) / Double(media.timescale)
        isFragmented = movie.isFragmented
        if duration == 0, isFragmented, let header = movie.header, header.timescale > 0 {
            duration = Double(movie.fragmentDuration ?? header.duration) / Double(header.timescale)
        }
        guard duration > 0 || isFragmented else { throw MediaError(.damaged, "its video track has no length") }
        guard movie.hasMediaData else { throw MediaError(.damaged, "it holds no pictures (no 'mdat')") }
        self.size = Int64(clamping: size)
        self.duration = duration
        width = entry.width
        height = entry.height
        codec = MP4Box.name(entry.codec)
        hasAudio = movie.tracks.contains { $0.handler == MP4Box.type("soun") }
        bitrate = duration > 0 ? Double(size) * 8 / duration : nil
        frameRate = track.samples.flatMap { samples in
            samples.count > 0 && samples.duration > 0
                ? Double(samples.count) * Double(media.timescale) / Double(samples.duration) : nil
        }
    }
}
