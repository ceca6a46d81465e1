import Glibc
@_spi(CustomByteBufferAllocator) import NIOCore

extension ByteBufferAllocator {
    /// Gives the pages of a large buffer back to the kernel before it is used.
    ///
    /// The TLS library allocates a buffer of 32 KB and one of 16 KB for each connection, keeps them as long as it lasts,
    /// and mostly uses the first 2 KB of them. Untouched pages take no memory, but the heap hands out again what was
    /// touched by somebody else: without this, most pages of these buffers would be resident.
    static let sparse = ByteBufferAllocator(
        allocate: { size in
            let start = malloc(size)
            if let start, size >= sparseBytesMin { forgetPages(of: start, size) }
            return start
        },
        reallocate: { start, _, size in realloc(start, size) },
        deallocate: { free($0) },
        copy: { target, source, count in memcpy(target, source, count) })
}

private let sparseBytesMin = 16 << 10
private let pageBytes = 4_096

private func forgetPages(of start: UnsafeMutableRawPointer, _ size: Int) {
    let first = start.alignedUp(toMultipleOf: pageBytes)
    let end = (start + size).alignedDown(toMultipleOf: pageBytes)
    if first < end { madvise(first, end - first, MADV_DONTNEED) }
}
