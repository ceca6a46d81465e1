import SwiftASN1
import X509

/// What swift-certificates and swift-asn1 make of the same things, for comparison.
func serialized(_ name: DistinguishedName) throws -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.serialize(name)
    return serializer.serializedBytes
}

/// The library's own encoding of a public key.
struct PublicKeyElement: DERSerializable {
    let key: Certificate.PublicKey
    init(_ key: Certificate.PublicKey) { self.key = key }

    func serialize(into coder: inout DER.Serializer) throws {
        let document = try key.serializeAsPEM()
        coder.serialize(try DER.parse(document.derBytes))
    }
}
