import FoundationEssentials
import Synchronization

/// How many tasks a key may create: 300 at once, refilled by five in a second of the service's own clock.
///
/// The five are what the vendors allow (upstream); the 300 are a minute's worth of them, since the API counts by the
/// minute (sibling). A sweep of that size meets no refusal, a loop gone wild does.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: Date
    }

    private static let capacity = 300.0
    private static let perSecond = 5.0

    private let speed: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    init(speed: Double) {
        self.speed = speed
    }

    /// Counts a request.
    ///
    /// - Returns: `nil` if it may go on, else after how many seconds the next may.
    func take(_ account: String, at now: Date) -> Int? {
        buckets.withLock { buckets in
            var bucket = buckets[account] ?? Bucket(tokens: Self.capacity, filledAt: now)
            let rate = Self.perSecond * speed
            let gained = max(now.timeIntervalSince(bucket.filledAt), 0) * rate
            bucket.tokens = min(bucket.tokens + gained, Self.capacity)
            bucket.filledAt = now
            let isAllowed = bucket.tokens >= 1
            if isAllowed { bucket.tokens -= 1 }
            buckets[account] = bucket
            return isAllowed ? nil : Int(min(((1 - bucket.tokens) / rate).rounded(.up), 3600))
        }
    }
}
