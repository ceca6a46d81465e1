extension CertificateRequest {
    /// The parts of a request, as our own reader slices them.
    struct Fields {
        let subject: Name
        let publicKey: PublicKeyInfo
        let signatureAlgorithm: SignatureAlgorithm
        let signature: [UInt8]
        /// Where the CertificationRequestInfo lies.
        let info: Range<Int>
        private(set) var extensions: [Extension] = []
        private(set) var hasChallengePassword = false

        init(_ der: [UInt8]) throws(PKIXError) {
            var outer = DERReader(der, in: "certification request")
            var request = try outer.enter(DERTag.sequence)
            try outer.requireEnd()
            let signed = try request.next(DERTag.sequence)
            self.info = signed.range
            var info = request.inside(signed)
            let algorithm = request.whole(try request.next(DERTag.sequence))
            signature = try request.octetAlignedBits()
            try request.requireEnd()
            guard try info.smallInteger() == 0 else { throw info.malformed("The version of the request is not 0.") }
            subject = try Name(
                der: info.whole(try info.next(DERTag.sequence)), in: "certification request: subject")
            let keyPlace = "certification request: public key"
            publicKey = try PublicKeyInfo(der: info.whole(try info.next(DERTag.sequence)), in: keyPlace)
            try publicKey.requireSupported(in: keyPlace)
            signatureAlgorithm = try SignatureAlgorithm.require(algorithm, in: "certification request: signature")
            try readAttributes(&info)
        }

        /// `[0] IMPLICIT SET OF`. RFC 2986 demands it even when empty, and so does the library.
        private mutating func readAttributes(_ info: inout DERReader) throws(PKIXError) {
            var attributes = try info.enter(DERTag.contextConstructed(0), "certification request: attributes")
            try info.requireEnd()
            var hasExtensionRequest = false
            while !attributes.isAtEnd {
                var attribute = try attributes.enter(DERTag.sequence)
                let type = try attribute.objectIdentifier()
                var values = try attribute.enter(DERTag.set)
                try attribute.requireEnd()
                if type == .challengePassword { hasChallengePassword = true }
                guard type == .extensionRequest else { continue }
                guard !hasExtensionRequest else {
                    throw PKIXError(
                        .duplicateExtension, "The request asks for extensions twice.", in: attributes.place)
                }
                hasExtensionRequest = true
                var list = try values.enter(DERTag.sequence, "certification request: extensions")
                try values.requireEnd()
                extensions = try Extension.readAll(&list)
            }
        }
    }
}
