#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs a line of the system's shell, and waits for it.
///
/// - Returns: its exit status, or -1.
func runToEnd(_ line: String) -> Int32 {
    var child: pid_t = 0
    let words: [UnsafeMutablePointer<CChar>?] = (["/bin/sh", "-c", line] as [String]).map { strdup($0) }
    defer { for word in words { free(word) } }
    guard posix_spawn(&child, "/bin/sh", nil, nil, words + [nil], environ) == 0 else { return -1 }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { if errno != EINTR { return -1 } }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
}
