import PKIX
import Testing

@Suite("An OCSP request")
struct OCSPRequestTests {
    private static func id(_ hash: OCSPHashAlgorithm = .sha1, serial: UInt64 = 7) throws -> OCSPCertificateID {
        let issuer = try Issuer.ca("Root").certificate
        return OCSPCertificateID(
            issuerNameDER: issuer.subject.der, publicKeyBits: issuer.publicKey.bits, serial: Issuer.serial(serial),
            hash: hash)
    }

    @Test("is read as it was written", arguments: OCSPHashAlgorithm.allCases)
    func roundTrip(_ hash: OCSPHashAlgorithm) throws {
        let ids = [try Self.id(hash), try Self.id(hash, serial: 8)]
        let nonce = [UInt8](repeating: 0xab, count: 32)
        let request = try OCSPRequest(der: OCSPRequest.encode(ids, nonce: nonce))
        #expect(request.certificateIDs == ids && request.nonce == nonce)
        #expect(!request.isLightweight && !request.hasUnknownCriticalExtension)
        let light = try OCSPRequest(der: OCSPRequest.encode([ids[0]]))
        #expect(light.isLightweight && light.nonce == nil)
        #expect(light.certificateIDs[0].hashAlgorithm == hash && light.certificateIDs[0].serial == Issuer.serial(7))
    }

    @Test("of openssl is read, with its nonce, for each hash, and for several certificates; and it reads ours")
    func openssl() throws {
        let shell = try Shell()
        defer { shell.remove() }
        let root = try Issuer.ca("Root")
        let leaf = try Issuer.issue(Issuer.Options(), by: root)
        try shell.write("root.pem", PEM.encode("CERTIFICATE", root.certificate.der))
        try shell.write("leaf.pem", PEM.encode("CERTIFICATE", leaf.certificate.der))
        let ids = OCSPHashAlgorithm.allCases.map { hash in
            OCSPCertificateID(
                issuerNameDER: root.certificate.subject.der, publicKeyBits: root.certificate.publicKey.bits,
                serial: leaf.certificate.serial, hash: hash)
        }
        try shell.write("ours.der", OCSPRequest.encode(ids, nonce: [1, 2, 3, 4]))
        try shell.run(
            """
            for hash in sha1 sha256 sha384 sha512; do
              openssl ocsp -$hash -issuer root.pem -cert leaf.pem -reqout $hash.der
            done
            openssl ocsp -issuer root.pem -cert leaf.pem -serial 0x1234 -no_nonce -reqout two.der
            openssl ocsp -reqin ours.der -req_text > ours.txt
            """)
        for (hash, id) in zip(OCSPHashAlgorithm.allCases, ids) {
            let request = try OCSPRequest(der: try shell.read("\(hash.rawValue).der"))
            #expect(request.certificateIDs == [id])
            #expect(request.nonce?.count == 16)
        }
        let two = try OCSPRequest(der: try shell.read("two.der"))
        #expect(two.certificateIDs.count == 2 && two.nonce == nil && !two.isLightweight)
        let text = try shell.text("ours.txt")
        for name in ["sha1", "sha256", "sha384", "sha512", "OCSP Nonce"] { #expect(text.contains(name)) }
    }

    /// An unsigned request around a list, with what stands before and after the list.
    private static func request(_ list: [UInt8], before: [UInt8] = [], after: [UInt8] = []) -> [UInt8] {
        element(0x30, element(0x30, before + element(0x30, list) + after))
    }

    /// An element with the shortest length.
    private static func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        let count = contents.count
        let length: [UInt8] =
            count < 0x80
            ? [UInt8(count)] : count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xff)]
        return [tag] + length + contents
    }

    /// requestExtensions with one extension.
    private static func extensions(_ oid: [UInt8], critical: Bool = false, _ value: [UInt8]) -> [UInt8] {
        let fields = element(0x06, oid) + (critical ? [0x01, 0x01, 0xff] : []) + element(0x04, value)
        return element(0xa2, element(0x30, element(0x30, fields)))
    }

    private static let nonceOID: [UInt8] = [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02]

    @Test("has a nonce of 1 to 128 octets, or is malformed (RFC 9654)")
    func nonceLengths() throws {
        let single = Self.element(0x30, try Self.id().der)
        func request(_ length: Int) -> [UInt8] {
            let nonce = Self.element(0x04, [UInt8](repeating: 5, count: length))
            return Self.request(single, after: Self.extensions(Self.nonceOID, nonce))
        }
        for length in [1, 8, 32, 127, 128] { #expect(try OCSPRequest(der: request(length)).nonce?.count == length) }
        for length in [0, 129, 300] {
            #expect(code { () throws(PKIXError) in try OCSPRequest(der: request(length)) } == .malformedExtension)
        }
        let bare = Self.request(single, after: Self.extensions(Self.nonceOID, [1, 2, 3]))
        #expect(throws: PKIXError.self) { try OCSPRequest(der: bare) }
    }

    @Test("with an unknown extension says so where it is critical, and goes on where it is not")
    func unknownExtensions() throws {
        let single = Self.element(0x30, try Self.id().der)
        for critical in [true, false] {
            let der = Self.request(
                single, after: Self.extensions([0x2a, 0x03, 0x04], critical: critical, [0x05, 0x00]))
            #expect(try OCSPRequest(der: der).hasUnknownCriticalExtension == critical)
            #expect(try !OCSPRequest(der: der).isLightweight)
        }
    }

    @Test("may spell out its version, name its requestor and be signed")
    func optionalParts() throws {
        let single = Self.element(0x30, try Self.id().der)
        let version: [UInt8] = [0xa0, 0x03, 0x02, 0x01, 0x00]
        #expect(try OCSPRequest(der: Self.request(single, before: version)).isLightweight)
        let named = Self.request(
            single, before: version + Self.element(0xa1, Self.element(0x82, Array("a.example".utf8))))
        #expect(try !OCSPRequest(der: named).isLightweight)
        let tbs = Self.element(0x30, Self.element(0x30, single))
        let signed = Self.element(0x30, tbs + Self.element(0xa0, Self.element(0x30, [0x05, 0x00])))
        #expect(try !OCSPRequest(der: signed).isLightweight)
        let newer = Self.request(single, before: [0xa0, 0x03, 0x02, 0x01, 0x01])
        #expect(throws: PKIXError.self) { try OCSPRequest(der: newer) }
    }

    @Test("is for 1 to 128 certificates and at most 64 KiB")
    func bounds() throws {
        let single = Self.element(0x30, try Self.id().der)
        let many = (0..<129).flatMap { _ in single }
        #expect(try OCSPRequest(der: Self.request(Array(many.dropLast(single.count)))).certificateIDs.count == 128)
        #expect(throws: PKIXError.self) { try OCSPRequest(der: Self.request(many)) }
        #expect(throws: PKIXError.self) { try OCSPRequest(der: Self.request([])) }
        let large = [UInt8](repeating: 0, count: OCSPRequest.sizeMax + 1)
        #expect(code { () throws(PKIXError) in try OCSPRequest(der: large) } == .tooLarge)
    }

    @Test("names no serial number where the integer can be none, and is still read")
    func oddSerials() throws {
        let good = try Self.id()
        for integer: [UInt8] in [
            [0x02, 0x01, 0x00], [0x02, 0x01, 0xff], [0x02, 0x15] + [UInt8](repeating: 0x11, count: 21),
        ] {
            let algorithm: [UInt8] = [0x30, 0x07, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a]
            let id = Self.element(
                0x30,
                algorithm + Self.element(0x04, good.issuerNameHash) + Self.element(0x04, good.issuerKeyHash) + integer)
            let request = try OCSPRequest(der: Self.request(Self.element(0x30, id)))
            #expect(request.certificateIDs[0].serial == nil && request.certificateIDs[0].der == id)
            #expect(request.certificateIDs[0].hashAlgorithm == .sha1, "parameters may be absent")
        }
    }
}
