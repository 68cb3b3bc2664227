/// The filters that draw a video or an image, as ffmpeg takes them.
///
/// What stands still (caption, mark, lights) is drawn once, as a stream of one frame that an overlay repeats; gradients
/// are drawn small and enlarged. Texts come from files, so that nothing in a prompt can be taken for syntax.
struct FilterGraph: Hashable, Sendable {
    /// The files that the graph reads, in the folder that ffmpeg runs in.
    enum File {
        static let font = "font"
        static let prompt = "prompt.txt"
        static let details = "details.txt"
        static let mark = "mark.txt"
    }

    static let output = "[video]"

    let plan: VideoPlan
    let size: FrameSize
    /// Whether input 0 is the first frame; else the background is drawn.
    let startsFromImage: Bool
    let layout: CaptionLayout

    var text: String {
        var generator = SeededGenerator("picture", plan.prompt, String(plan.seed))
        let palette = Palette(using: &generator)
        var chains: [String] = []
        var top = "[ground]"
        func overlay(_ label: String, _ position: String) {
            chains.append("\(top)\(label)overlay=\(position)\(label.replacingBrackets("on"))")
            top = label.replacingBrackets("on")
        }

        if startsFromImage {
            chains.append(imageGround)
        } else {
            chains += [ground(palette, &generator)] + lights(palette)
            for light in 0..<Self.lights.count { overlay("[light\(light)]", drift(&generator)) }
        }
        if plan.watermark {
            chains.append(mark)
            overlay("[mark]", "x=W-w-\(layout.margin):y=\(layout.margin)")
        }
        chains += [caption, progress]
        overlay("[caption]", "x=0:y=H-h")
        chains.append("\(top)[progress]overlay=x='-w+w*t/\(plan.duration)':y=H-h,format=yuv420p\(Self.output)")
        return chains.joined(separator: ";\n")
    }

    /// The image, filling the frame, slowly coming nearer.
    private var imageGround: String {
        let (width, height) = (size.width, size.height)
        return "[0:v]scale=\(width):\(height):force_original_aspect_ratio=increase,crop=\(width):\(height),"
            + "format=yuv420p,zoompan=z='1+0.12*on/\(plan.frames)':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2'"
            + ":d=\(plan.frames):s=\(width)x\(height):fps=\(VideoPlan.frameRate)[ground]"
    }

    private static let shapes = ["linear", "radial", "circular", "spiral"]

    private func ground(_ palette: Palette, _ generator: inout SeededGenerator) -> String {
        let (width, height) = (max(size.width / 8, 16), max(size.height / 8, 16))
        let colours = palette.ground.enumerated().map { "c\($0)=\($1.hex)" }.joined(separator: ":")
        let shape = Self.shapes[Int.random(in: 0..<Self.shapes.count, using: &generator)]
        let isLine = shape == "linear" || shape == "radial"
        let ends =
            isLine
            ? "x0=0:y0=0:x1=\(width):y1=\(height)"
            : "x0=\(width * 2 / 5):y0=\(height * 2 / 5):x1=\(width):y1=\(height)"
        let speed = 0.008 + 0.008 * generator.fraction()
        return "gradients=s=\(width)x\(height):r=\(VideoPlan.frameRate):d=\(plan.duration):n=4:\(colours):\(ends)"
            + ":type=\(shape):seed=\(plan.seed):speed=\(speed),scale=\(size.width):\(size.height):flags=bicubic,"
            + "format=yuv420p[ground]"
    }

    /// The diameters of the lights, as parts of the shorter side.
    private static let lights = [0.75, 0.4, 0.55]

    private func lights(_ palette: Palette) -> [String] {
        let copies = Self.lights.indices.map { "[glow\($0)]" }.joined()
        let glow =
            "color=c=\(palette.light.hex):s=96x96:r=\(VideoPlan.frameRate):d=1,trim=end_frame=1,format=rgba,"
            + "geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='150*pow(max(0,1-hypot(X-48,Y-48)/48),1.2)',"
            + "split=\(Self.lights.count)\(copies)"
        return [glow]
            + Self.lights.enumerated().map { index, share in
                let diameter = Int(Double(min(size.width, size.height)) * share) / 2 * 2
                return "[glow\(index)]scale=\(diameter):\(diameter):flags=bicubic,format=yuva420p[light\(index)]"
            }
    }

    /// A path on which a light sways: different for each, never out of the picture.
    private func drift(_ generator: inout SeededGenerator) -> String {
        func sway(_ extent: String, _ function: String) -> String {
            let centre = 0.3 + 0.4 * generator.fraction()
            let reach = 0.15 + 0.15 * generator.fraction()
            let pace = 0.4 + 0.6 * generator.fraction()
            let phase = 6.28 * generator.fraction()
            return "\(extent)*(\(centre)+\(reach)*\(function)(t*\(pace)+\(phase)))"
        }
        return "x='\(sway("W", "sin"))-w/2':y='\(sway("H", "cos"))-h/2'"
    }

    private var mark: String {
        let height = layout.detailSize * 2
        return "\(still(colour: "black@0.35", width: layout.markWidth, height: height)),"
            + drawText(File.mark, size: layout.detailSize, colour: "white@0.9", "x=(w-text_w)/2:y=(h-text_h)/2")
            + ",format=yuva420p[mark]"
    }

    private var caption: String {
        "\(still(colour: "black@0.5", width: size.width, height: layout.height)),"
            + drawText(
                File.prompt, size: layout.promptSize, colour: "white", "x=\(layout.margin):y=\(layout.margin / 2)")
            + ","
            + drawText(
                File.details, size: layout.detailSize, colour: "0xd0d8e8", "x=\(layout.margin):y=\(layout.detailsTop)")
            + ",format=yuva420p[caption]"
    }

    /// A strip that grows from left to right in the time of the video.
    private var progress: String {
        "\(still(colour: "white@0.9", width: size.width, height: max(size.height / 120, 2) / 2 * 2)),format=yuva420p"
            + "[progress]"
    }

    /// One frame of one colour.
    private func still(colour: String, width: Int, height: Int) -> String {
        "color=c=\(colour):s=\(width)x\(height):r=\(VideoPlan.frameRate):d=1,format=rgba,trim=end_frame=1"
    }

    private func drawText(_ file: String, size: Int, colour: String, _ position: String) -> String {
        "drawtext=fontfile=\(File.font):textfile=\(file):expansion=none:fontsize=\(size):fontcolor=\(colour)"
            + ":line_spacing=\(size / 4):\(position)"
    }
}

extension String {
    /// `[light0]` with `on` is `[onlight0]`.
    fileprivate func replacingBrackets(_ prefix: String) -> String {
        "[\(prefix)\(dropFirst())"
    }
}
