extension OID {
    // Content types (RFC 5652; RFC 5958, 2)
    static let cmsEnvelopedData = OID(1, 2, 840, 113549, 1, 7, 3)
    static let asymmetricKeyPackage = OID(2, 16, 840, 1, 101, 2, 1, 2, 78, 5)

    // Attributes of signers (RFC 5652, 11)
    static let contentType = OID(1, 2, 840, 113549, 1, 9, 3)
    static let messageDigest = OID(1, 2, 840, 113549, 1, 9, 4)
    static let signingTime = OID(1, 2, 840, 113549, 1, 9, 5)

    // Attributes of requests (RFC 8551, 2.5.2; RFC 4108, 2.2.5; RFC 7030, 4.4.1.2)
    static let smimeCapabilities = OID(1, 2, 840, 113549, 1, 9, 15)
    static let decryptKeyIdentifier = OID(1, 2, 840, 113549, 1, 9, 16, 2, 37)
    static let asymmetricDecryptKeyIdentifier = OID(1, 2, 840, 113549, 1, 9, 16, 2, 54)

    // Ciphers and key wraps (RFC 3565)
    static let aes128CBC = OID(2, 16, 840, 1, 101, 3, 4, 1, 2)
    static let aes128Wrap = OID(2, 16, 840, 1, 101, 3, 4, 1, 5)
    static let aes256CBC = OID(2, 16, 840, 1, 101, 3, 4, 1, 42)
    static let aes256Wrap = OID(2, 16, 840, 1, 101, 3, 4, 1, 45)

    // Key transport (RFC 4055) and key agreement (RFC 5753, 7.1.4)
    static let rsaesOAEP = OID(1, 2, 840, 113549, 1, 1, 7)
    static let mgf1 = OID(1, 2, 840, 113549, 1, 1, 8)
    static let ecdhSHA256KDF = OID(1, 3, 132, 1, 11, 1)
    static let ecdhSHA384KDF = OID(1, 3, 132, 1, 11, 2)
    static let ecdhSHA512KDF = OID(1, 3, 132, 1, 11, 3)
}
