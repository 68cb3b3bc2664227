/// The images at `/samples/`, there to try image-to-video with.
package enum SampleImage: String, CaseIterable, Sendable {
    /// A sailing boat before the setting sun, 16:9.
    case boat
    /// A skyline by night, 4:3.
    case city
    /// A face, 3:4.
    case portrait

    /// What it is called below `/samples/`.
    package var fileName: String { "\(rawValue).png" }

    /// - Returns: `nil` unless it is one of the names: nothing else of the folder can be reached.
    init?(fileName: String) {
        guard let sample = Self.allCases.first(where: { $0.fileName == fileName }) else { return nil }
        self = sample
    }

    var size: FrameSize {
        switch self {
        case .boat: FrameSize(width: 1280, height: 720)
        case .city: FrameSize(width: 1088, height: 832)
        case .portrait: FrameSize(width: 832, height: 1088)
        }
    }

    /// The picture, drawn anew.
    func draw() -> Canvas {
        var canvas = Canvas(size)
        switch self {
        case .boat: canvas.drawBoat()
        case .city: canvas.drawCity()
        case .portrait: canvas.drawPortrait()
        }
        return canvas
    }
}
