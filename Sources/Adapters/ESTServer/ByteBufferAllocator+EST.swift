import Glibc
@_spi(CustomByteBufferAllocator) import NIOCore

extension ByteBufferAllocator {
    /// Puts large buffers on pages of their own, which the kernel has yet to fill.
    ///
    /// The TLS library allocates a buffer of 32 KB and one of 16 KB for each connection, keeps them as long as it lasts,
    /// and mostly uses the first 2 KB of them. What is not touched takes no memory: so each of them is to begin with
    /// a page, and none of its pages may be left over from somebody else.
    static let sparse = ByteBufferAllocator(
        allocate: { size in size < sparseBytesMin || size < pageBytes ? malloc(size) : sparsePages(size) },
        reallocate: { start, _, size in realloc(start, size) },
        deallocate: { free($0) },
        copy: { target, source, count in memcpy(target, source, count) })
}

private let sparseBytesMin = 16 << 10
/// Not the same on every machine; where it is large, what is advised must not reach into somebody else's memory.
private let pageBytes = max(sysconf(Int32(_SC_PAGESIZE)), 4_096)

private func sparsePages(_ size: Int) -> UnsafeMutableRawPointer? {
    var start: UnsafeMutableRawPointer?
    guard posix_memalign(&start, pageBytes, size) == 0, let start else { return malloc(size) }
    madvise(start, size / pageBytes * pageBytes, MADV_DONTNEED)
    return start
}
