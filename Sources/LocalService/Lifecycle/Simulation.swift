import FoundationEssentials
import NexusFlowAPI

/// Everything that the routes of one service work with.
struct Simulation: Sendable {
    let clock: any WallClock
    let speed: Double
    let catalogue: Catalogue
    let tasks: TaskStore
    let secret: FolderSecret
    let videos: VideoLibrary
    let samples: SampleImages
    let limiter: RateLimiter
    let faults: FaultDice

    /// Makes the folder and finds the tools, but starts nothing and reads no records.
    init(_ configuration: LocalServiceConfiguration, clock: any WallClock) throws(LocalServiceError) {
        let speeds = LocalServiceConfiguration.speeds
        guard speeds.contains(configuration.speed) else {
            throw LocalServiceError(
                .speed, "\(configuration.speed) is no speed for the local service",
                remedy: "it may be \(speeds.lowerBound) to \(Int(speeds.upperBound))")
        }
        let ffmpeg = try FFmpeg.find(in: configuration.searchPath)
        let font = try CaptionFont.find()
        let folder = StateFolder(path: configuration.folder)
        try folder.prepare()
        do {
            catalogue = try Catalogue.builtIn()
        } catch {
            throw LocalServiceError(.catalogue, "the built-in catalogue is damaged: \(error)")
        }
        self.clock = clock
        speed = configuration.speed
        tasks = TaskStore(folder)
        secret = FolderSecret(folder)
        samples = SampleImages(folder, ffmpeg: ffmpeg)
        videos = VideoLibrary(folder, VideoRenderer(ffmpeg: ffmpeg, font: font, samples: samples))
        limiter = RateLimiter(speed: configuration.speed)
        faults = FaultDice(configuration.faults, seed: configuration.faultSeed)
    }
}
