extension ParsedCRL {
    /// The parts of a CRL, as our own reader slices them.
    struct Fields {
        let tbs: Range<Int>
        let signature: [UInt8]
        let signatureAlgorithm: SignatureAlgorithm
        let issuer: Name
        let thisUpdate: Int64
        let nextUpdate: Int64?
        let entries: [CRLEntry]
        let extensions: CRLExtensions

        init(_ der: [UInt8]) throws(PKIXError) {
            var outer = DERReader(der, in: ParsedCRL.place)
            var crl = try outer.enter(DERTag.sequence)
            try outer.requireEnd()
            let signed = try crl.next(DERTag.sequence)
            let algorithm = crl.whole(try crl.next(DERTag.sequence))
            signature = try crl.octetAlignedBits()
            try crl.requireEnd()
            tbs = signed.range
            signatureAlgorithm = try Self.algorithm(algorithm)

            var list = crl.inside(signed)
            let isVersion2 = try Self.isVersion2(&list)
            guard list.whole(try list.next(DERTag.sequence)) == algorithm else {
                throw list.malformed("The signature algorithm inside the CRL differs from the one outside.")
            }
            issuer = try Name(der: list.whole(try list.next(DERTag.sequence)), in: "CRL: issuer")
            guard !issuer.isEmpty else { throw PKIXError(.malformedName, "The issuer is empty.", in: "CRL: issuer") }
            thisUpdate = try ASN1Time.decode(try list.next(), in: list)
            nextUpdate = try Self.nextUpdate(&list)
            if let nextUpdate, nextUpdate < thisUpdate {
                throw PKIXError(.invalidTime, "The CRL's next update is before this one.", in: ParsedCRL.place)
            }
            entries = try Self.entries(&list, isVersion2)
            extensions = try Self.extensions(&list, isVersion2)
        }

        private static func algorithm(_ der: [UInt8]) throws(PKIXError) -> SignatureAlgorithm {
            try SignatureAlgorithm.require(der, in: "CRL: signature")
        }

        private static func isVersion2(_ list: inout DERReader) throws(PKIXError) -> Bool {
            guard list.nextTag == DERTag.integer else { return false }
            guard try list.smallInteger() == 1 else { throw list.malformed("The version of the CRL is unknown.") }
            return true
        }

        private static func nextUpdate(_ list: inout DERReader) throws(PKIXError) -> Int64? {
            guard list.nextTag == DERTag.utcTime || list.nextTag == DERTag.generalizedTime else { return nil }
            return try ASN1Time.decode(try list.next(), in: list)
        }

        private static func entries(_ list: inout DERReader, _ isVersion2: Bool) throws(PKIXError) -> [CRLEntry] {
            guard list.nextTag == DERTag.sequence else { return [] }
            var revoked = try list.enter(DERTag.sequence, "CRL: entries")
            guard !revoked.isAtEnd else { throw revoked.malformed("The list of entries is there, and empty.") }
            var entries: [CRLEntry] = []
            while !revoked.isAtEnd { entries.append(try entry(&revoked, isVersion2)) }
            return entries
        }

        private static func entry(_ revoked: inout DERReader, _ isVersion2: Bool) throws(PKIXError) -> CRLEntry {
            var fields = try revoked.enter(DERTag.sequence)
            let octets = try fields.integer()
            guard let first = octets.first, first < 0x80 else {
                throw PKIXError(.invalidSerialNumber, "A serial number is negative.", in: fields.place)
            }
            let serial = try SerialNumber(bytes: Array(octets))
            let date = try ASN1Time.decode(try fields.next(), in: fields)
            guard !fields.isAtEnd else { return CRLEntry(serial: serial, revocationDate: date, reason: .unspecified) }
            guard isVersion2 else { throw fields.malformed("Only CRLs of version 2 have extensions.") }
            if let reason = CRLEntries.reason(fields.bytes[fields.position..<fields.end]) {
                return CRLEntry(serial: serial, revocationDate: date, reason: reason)
            }
            var list = try fields.enter(DERTag.sequence)
            try fields.requireEnd()
            let reason = try CRLExtensions.reason(try Extension.readAll(&list))
            return CRLEntry(serial: serial, revocationDate: date, reason: reason)
        }

        private static func extensions(
            _ list: inout DERReader, _ isVersion2: Bool
        ) throws(PKIXError) -> CRLExtensions {
            guard list.nextTag != nil else { return try CRLExtensions([]) }
            var tagged = try list.enter(DERTag.contextConstructed(0), "CRL: extensions")
            try list.requireEnd()
            guard isVersion2 else { throw tagged.malformed("Only CRLs of version 2 have extensions.") }
            var extensions = try tagged.enter(DERTag.sequence)
            try tagged.requireEnd()
            return try CRLExtensions(try Extension.readAll(&extensions))
        }
    }
}
