/// `resolution`: the tier that decides the price.
package enum ResolutionRule {
    package static let allowed = ["720P", "1080P"]
    /// What the API takes when a request does not say.
    package static let fallback = "720P"
}

/// `ratio`: the shape of the picture. Image-to-video follows the image instead.
package enum RatioRule {
    package static let allowed = ["16:9", "9:16", "1:1", "4:3", "3:4"]
    package static let fallback = "16:9"
}

/// `duration`: the length of the video in whole seconds.
package enum DurationRule {
    package static let allowed = 3...15
    package static let fallback = 5
}

/// `seed`: the number that makes a video repeatable.
package enum SeedRule {
    package static let allowed = 0...2_147_483_647
}

/// `watermark`: whether the picture carries a visible mark.
package enum WatermarkRule {
    package static let fallback = true
}

/// `img_url`: the first frame of image-to-video.
package enum ImageRule {
    package static let extensions = ["jpg", "jpeg", "png", "webp"]
    /// In bytes.
    package static let maximumSize = 10 * 1024 * 1024
}
