/// The font file that captions are written with.
struct CaptionFont: Hashable, Sendable {
    let path: String

    /// DejaVu Sans where systems put it, then fonts that other systems have.
    private static let usual = [
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
        "/usr/share/fonts/dejavu/DejaVuSans.ttf",
        "/usr/share/fonts/TTF/DejaVuSans.ttf",
        "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
        "/usr/share/fonts/truetype/freefont/FreeSans.ttf",
        "/System/Library/Fonts/Supplemental/Arial.ttf",
    ]
    private static let roots = ["/usr/share/fonts", "/usr/local/share/fonts"]

    static func find() throws(LocalServiceError) -> CaptionFont {
        try find(usual: usual, roots: roots)
    }

    /// - Parameters:
    ///   - usual: files, in the order of preference.
    ///   - roots: folders that are searched for any font if there is none of these.
    static func find(usual: [String], roots: [String]) throws(LocalServiceError) -> CaptionFont {
        let found = usual.first(where: FileSystem.isReadable) ?? roots.lazy.compactMap { any(in: $0, depth: 3) }.first
        guard let found else {
            throw LocalServiceError(
                .fontMissing, "the local service finds no font for the captions of its videos",
                remedy: "install one, such as the package fonts-dejavu-core")
        }
        return CaptionFont(path: found)
    }

    private static func any(in folder: String, depth: Int) -> String? {
        let paths = FileSystem.names(in: folder).sorted().map { "\(folder)/\($0)" }
        let font = paths.first { path in
            (path.hasSuffix(".ttf") || path.hasSuffix(".otf")) && FileSystem.isReadable(path)
        }
        if let font { return font }
        guard depth > 0 else { return nil }
        return paths.lazy.compactMap { any(in: $0, depth: depth - 1) }.first
    }
}
