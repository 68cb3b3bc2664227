import CEditline
import Glibc
import Synchronization

/// libedit, for what it is best at: the keys, the text under them, and the user's own bindings.
///
/// Its drawing goes nowhere. It is given a pseudo-terminal of its own, so that it can neither change the modes of the
/// real one nor be misled by its size: stock libedit misplaces wrapped wide characters, and reads past its buffers
/// when the text is taller than the screen. That pseudo-terminal grows with the text.
final class LineEngine {
    private let editor: OpaquePointer
    private let void: UnsafeMutablePointer<FILE>
    private let master: Int32
    private let slave: Int32
    private var rows: UInt16 = 128
    private static let columns: UInt16 = 128
    /// Setting up asks the termcap library, which serves one thread at a time.
    private static let termcap = Mutex(())

    /// `nil` where no pseudo-terminal can be had. `client` is what `client(of:)` finds again; it must live as long.
    init?(
        _ configuration: LineEditorConfiguration, modes: termios, client: UnsafeMutableRawPointer,
        reader: @escaping el_rfunc_t
    ) {
        var modes = modes
        var size = winsize(ws_row: rows, ws_col: Self.columns, ws_xpixel: 0, ws_ypixel: 0)
        var master: Int32 = -1
        var slave: Int32 = -1
        guard openpty(&master, &slave, nil, &modes, &size) == 0 else { return nil }
        for descriptor in [master, slave] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        guard let void = fopen("/dev/null", "r+e") else {
            Glibc.close(master)
            Glibc.close(slave)
            return nil
        }
        let created = Self.termcap.withLock { _ in
            let editor = el_init_fd(configuration.programName, void, void, void, slave, slave, slave)
            if let editor { _ = editline_set_no_terminal(editor) }
            return editor.map { UInt(bitPattern: $0) }
        }
        guard let editor = created.flatMap(OpaquePointer.init(bitPattern:)) else {
            fclose(void)
            Glibc.close(master)
            Glibc.close(slave)
            return nil
        }
        self.editor = editor
        self.void = void
        self.master = master
        self.slave = slave
        _ = editline_set_client(editor, client)
        _ = editline_set_flag(editor, EL_SIGNAL, 0)
        KeyBindings.install(in: editor, userFile: configuration.bindingsPath)
        _ = editline_set_reader(editor, reader)
    }

    deinit {
        el_end(editor)
        fclose(void)
        close(slave)
        close(master)
    }

    /// What the initializer was given, from inside of a callback.
    static func client(of editor: OpaquePointer) -> UnsafeMutableRawPointer? { editline_client(editor) }

    /// Edits a line until a function ends it, or the reader does.
    func edit() {
        var count: Int32 = 0
        _ = el_wgets(editor, &count)
    }

    /// The text.
    var scalars: [Unicode.Scalar] {
        guard let line = el_wline(editor)?.pointee, let start = line.buffer, let end = line.lastchar else { return [] }
        return UnsafeBufferPointer(start: start, count: max(0, end - start)).map {
            Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}"
        }
    }

    /// The cursor, an offset into `scalars`.
    var cursor: Int {
        get {
            guard let line = el_wline(editor)?.pointee, let start = line.buffer, let cursor = line.cursor else {
                return 0
            }
            return cursor - start
        }
        set { _ = el_cursor(editor, Int32(clamping: newValue - cursor)) }
    }

    /// Inserts at the cursor, which then stands behind. U+0000 cannot be part of the text.
    func insert(_ scalars: some Sequence<Unicode.Scalar>) {
        let wide = scalars.filter { $0.value != 0 }.map { wchar_t(bitPattern: $0.value) } + [0]
        if wide.count > 1 { _ = el_winsertstr(editor, wide) }
    }

    /// Deletes scalars; the cursor stands where they were.
    func delete(_ range: Range<Int>) {
        cursor = range.upperBound
        el_deletestr(editor, Int32(clamping: range.count))
    }

    /// Puts another text in place of all of it.
    func replace(with scalars: [Unicode.Scalar], cursor: Int) {
        delete(0..<self.scalars.count)
        insert(scalars)
        self.cursor = cursor
    }

    /// Gives libedit's screen room for the text; to be called before each key.
    func makeRoom() {
        let needed = scalars.reduce(into: 0) { $0 += $1 == "\n" ? Int(Self.columns) : 2 } / Int(Self.columns) + 16
        guard needed > rows, rows < 0x7FFF else { return }
        rows = UInt16(clamping: min(needed * 2, 0x7FFF))
        _ = terminal_set_size(master, rows, Self.columns)
        el_resize(editor)
    }
}
