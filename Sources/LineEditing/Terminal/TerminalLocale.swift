import Glibc

/// The character set of the process, which libedit and `wcwidth` go by.
enum TerminalLocale {
    /// The user's, or C.UTF-8 where that is none of Unicode.
    static func useUTF8() { _ = once }

    /// Done once: other threads may be reading the character set while it is changed.
    private static let once: Void = {
        if setlocale(LC_CTYPE, "") != nil, let name = nl_langinfo(Int32(CODESET)), String(cString: name) == "UTF-8" {
            return
        }
        _ = setlocale(LC_CTYPE, "C.UTF-8")
    }()
}
