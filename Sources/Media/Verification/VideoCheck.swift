/// What a finished video file is held against.
package struct VideoCheck: Hashable, Sendable {
    package struct FrameSize: Hashable, Sendable {
        package let width: Int
        package let height: Int

        package init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// The length that was asked for, in seconds; `nil` leaves it unchecked.
    package var duration: Int?
    /// The frame size that must come of the request, where it is known; `nil` leaves it unchecked.
    package var frameSize: FrameSize?

    package init(duration: Int?, frameSize: FrameSize? = nil) {
        self.duration = duration
        self.frameSize = frameSize
    }

    /// Every check that the file at `path` fails, as sentences without a full stop; empty means that all is well.
    package func failures(path: String) -> [String] {
        do {
            return failures(of: try MP4Summary.read(path: path))
        } catch {
            return [error.message]
        }
    }

    /// Every check that a file with these properties fails.
    package func failures(of summary: MP4Summary) -> [String] {
        var failures: [String] = []
        if let duration, summary.duration > 0 || !summary.isFragmented,
            abs(summary.duration - Double(duration)) > Self.durationTolerance(duration)
        {
            failures.append("it is \(Self.seconds(summary.duration)) s long, not about \(duration) s")
        }
        if let frameSize,
            abs(summary.width - frameSize.width) > Self.sizeTolerance
                || abs(summary.height - frameSize.height) > Self.sizeTolerance
        {
            failures.append(
                "its frames have \(summary.width)×\(summary.height) pixels, not \(frameSize.width)×\(frameSize.height)")
        }
        return failures
    }

    /// Models round to whole frames and groups of frames.
    private static func durationTolerance(_ duration: Int) -> Double { 0.5 + 0.05 * Double(duration) }

    /// Codecs round to blocks of 16 pixels.
    private static let sizeTolerance = 16

    /// With two decimals.
    private static func seconds(_ value: Double) -> String {
        guard value < 1e9 else { return "more than a billion" }
        let hundredths = Int((value * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
