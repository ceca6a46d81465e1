import NIOCore

/// What the first bytes of a connection tell of the session that the client wants (RFC 8446, section 4.1.2).
enum ClientHello {
    /// Whether these bytes are a whole ClientHello for TLS 1.3 that offers no earlier session.
    ///
    /// False wherever there is doubt: where it comes in pieces, is for TLS 1.2 alone, or cannot be read.
    static func beginsSession(_ bytes: ByteBuffer) -> Bool {
        var bytes = bytes
        guard var extensions = extensions(&bytes) else { return false }
        var offersTLS13 = false
        while extensions.readableBytes > 0 {
            guard let type = extensions.readInteger(as: UInt16.self), var value = vector16(&extensions) else {
                return false
            }
            switch type {
            case preSharedKey: return false
            case supportedVersions: offersTLS13 = lists(tls13, &value)
            default: break
            }
        }
        return offersTLS13
    }

    private static func extensions(_ bytes: inout ByteBuffer) -> ByteBuffer? {
        guard bytes.readInteger(as: UInt8.self) == handshakeRecord, bytes.readInteger(as: UInt16.self) != nil,
            var record = vector16(&bytes), record.readInteger(as: UInt8.self) == clientHello,
            let high = record.readInteger(as: UInt8.self), high == 0, var hello = vector16(&record),
            hello.readSlice(length: 2 + 32) != nil, vector8(&hello) != nil, vector16(&hello) != nil,
            vector8(&hello) != nil
        else { return nil }
        return vector16(&hello)
    }

    private static func lists(_ version: UInt16, _ value: inout ByteBuffer) -> Bool {
        guard var versions = vector8(&value) else { return false }
        while let next = versions.readInteger(as: UInt16.self) {
            if next == version { return true }
        }
        return false
    }

    private static func vector8(_ bytes: inout ByteBuffer) -> ByteBuffer? {
        bytes.readInteger(as: UInt8.self).flatMap { bytes.readSlice(length: Int($0)) }
    }

    private static func vector16(_ bytes: inout ByteBuffer) -> ByteBuffer? {
        bytes.readInteger(as: UInt16.self).flatMap { bytes.readSlice(length: Int($0)) }
    }

    private static let handshakeRecord: UInt8 = 22
    private static let clientHello: UInt8 = 1
    private static let supportedVersions: UInt16 = 43
    private static let preSharedKey: UInt16 = 41
    private static let tls13: UInt16 = 0x0304
}
