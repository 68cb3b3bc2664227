#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The time that this process has worked, so that what else runs on the machine does not count.
func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Ends the process where a promise does not hold, which is how libFuzzer learns of it.
func require(_ holds: Bool, _ message: @autoclosure () -> String) {
    guard !holds else { return }
    print("a promise does not hold:", message())
    fflush(nil)
    abort()
}
