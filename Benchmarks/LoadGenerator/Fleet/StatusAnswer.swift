public import NIOCore

/// What a load generator looks at in an OCSP answer (RFC 6960, section 4.2.1).
public enum StatusAnswer {
    /// The status of the whole answer is `successful`: on the clock, so that an error is never counted as an answer.
    public static func isSuccessful(_ body: ByteBuffer) -> Bool {
        let view = body.readableBytesView
        guard view.count > 8, view[view.startIndex] == 0x30 else { return false }
        let length = view[view.startIndex + 1]
        let content = view.dropFirst(length < 0x80 ? 2 : 2 + Int(length & 0x7F))
        return content.starts(with: [0x0A, 0x01, 0x00])
    }

    /// It says `good`, by a CertStatus of `[0]` right behind this serial number. Off the clock.
    public static func isGood(_ body: [UInt8], serial: [UInt8]) -> Bool {
        let needle = [0x02, UInt8(truncatingIfNeeded: serial.count)] + serial + [0x80, 0x00]
        guard body.count >= needle.count else { return false }
        return (0...(body.count - needle.count)).contains { body[$0..<($0 + needle.count)].elementsEqual(needle) }
    }
}
