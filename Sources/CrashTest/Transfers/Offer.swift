/// What a server gives out: where it is, and its videos with what each of them has to be.
struct Offer: Sendable {
    struct Item: Hashable, Sendable {
        /// The task's id.
        let id: String
        /// In seconds.
        let duration: Int
        let bytes: [UInt8]
        /// CRC-64/XZ in decimal.
        let checksum: String
        /// Where it can be fetched: the same bytes at each, some faster than others.
        let urls: [String]
    }

    /// Such as `http://127.0.0.1:40123`.
    let origin: String
    let items: [Item]

    var baseURL: String { "\(origin)/v1" }
}
