import Events
import ManagementAPI
import PKIX
import TestPKI
import TestSupport
import Testing

@Suite("A bootstrap certificate of another PKI")
struct BootstrapCheckTests {
    private static let crl = "crlDistributionPoints=URI:http://crl.test/root.crl"
    private static let leaf = [crl, "basicConstraints=CA:false"]

    /// Extensions of the leaf, and a part of the sentence that refuses it; nil where it is good.
    static let leaves: [(String, [String], String?)] = [
        ("without extended key usage", leaf, nil),
        ("with clientAuth", leaf + ["extendedKeyUsage=clientAuth"], nil),
        ("with clientAuth among others", leaf + ["extendedKeyUsage=serverAuth,clientAuth"], nil),
        ("with any purpose", leaf + ["extendedKeyUsage=anyExtendedKeyUsage"], nil),
        (
            "for servers only", leaf + ["extendedKeyUsage=serverAuth"],
            "extended key usage of the certificate 'CN=boot' does not allow client authentication"
        ),
        ("that may sign in TLS", leaf + ["keyUsage=critical,digitalSignature"], nil),
        (
            "that may not sign in TLS", leaf + ["keyUsage=critical,keyAgreement"],
            "key usage of the certificate 'CN=boot' does not allow digital signatures"
        ),
        (
            "with a critical extension that nobody knows", leaf + ["1.2.3.4=critical,DER:0500"],
            "has the critical extension 1.2.3.4"
        ),
    ]

    @Test("is judged by its purposes", arguments: leaves)
    func purposes(what: String, extensions: [String], sentence: String?) async throws {
        try await ForeignPlant.run { plant in
            let leaf = try await plant.root.issue("boot", extensions)
            plant.web.serve("http://crl.test/root.crl", try await plant.root.crl())
            try await Self.expect(plant, [leaf], sentence)
        }
    }

    /// Not before, not after, and a part of the sentence.
    static let times: [(String?, String?, String)] = [
        ("200101000000Z", "210101000000Z", "certificate 'CN=boot' expired at 2021-01-01T00:00:00Z"),
        ("480101000000Z", "490101000000Z", "certificate 'CN=boot' is not valid before 2048-01-01T00:00:00Z"),
    ]

    @Test("is refused before and after its time", arguments: times)
    func validity(from: String?, until: String?, sentence: String) async throws {
        try await ForeignPlant.run { plant in
            let leaf = try await plant.root.issue("boot", Self.leaf, from: from, until: until)
            plant.web.serve("http://crl.test/root.crl", try await plant.root.crl())
            try await Self.expect(plant, [leaf], sentence)
        }
    }

    @Test("is refused when a CA between it and the bootstrap CA expired")
    func expiredIntermediate() async throws {
        try await ForeignPlant.run { plant in
            let sub = try await OpenSSLCA.make(
                "sub", in: plant.root.folder, under: plant.root, extensions: [Self.crl], days: 1)
            let leaf = try await sub.issue("boot", Self.leaf, days: 30)
            let chain = [leaf, try await sub.certificate(of: "sub")]
            plant.pki.clock.advance(by: .days(2))
            try await Self.expect(plant, chain, "issuer 'CN=sub' (1 above the leaf) expired")
        }
    }

    @Test("is refused when its issuer is unknown, is no CA, or may not sign certificates")
    func issuers() async throws {
        try await ForeignPlant.run { plant in
            let folder = plant.root.folder
            let stranger = try await OpenSSLCA.make("stranger", in: folder)
            try await Self.expect(
                plant, [try await stranger.issue("boot", Self.leaf)],
                "was issued by 'CN=stranger', which is neither trusted here nor was presented")
            try await Self.expect(
                plant, [try await stranger.issue("boot", Self.leaf), try await stranger.certificate(of: "stranger")],
                "was issued by 'CN=stranger', which is neither trusted here")

            let mute = try await OpenSSLCA.make(
                "mute", in: folder, under: plant.root, extensions: [Self.crl], keyUsage: "critical,cRLSign")
            let below = try await mute.issue("below-mute", Self.leaf)
            try await Self.expect(
                plant, [below, try await mute.certificate(of: "mute")],
                "key usage of the issuer 'CN=mute' (1 above the leaf) does not allow it to sign certificates")
        }
    }

    @Test("may stand as far below the bootstrap CA as chain_validation_level says, and no further")
    func level() async throws {
        for (level, sentence) in [
            (1, "No trusted certificate was found within 1 issuers above the certificate."), (2, nil), (-1, nil),
        ] {
            try await ForeignPlant.run(level: level) { plant in
                let sub = try await OpenSSLCA.make(
                    "sub", in: plant.root.folder, under: plant.root, extensions: [Self.crl])
                let leaf = try await sub.issue("boot", ["crlDistributionPoints=URI:http://crl.test/sub.crl"])
                plant.web.serve("http://crl.test/root.crl", try await plant.root.crl())
                plant.web.serve("http://crl.test/sub.crl", try await sub.crl())
                try await Self.expect(plant, [leaf, try await sub.certificate(of: "sub")], sentence)
            }
        }
    }

    private static func expect(_ plant: ForeignPlant, _ presented: [[UInt8]], _ sentence: String?) async throws {
        let head = try await plant.pki.head()
        let refusal = try await plant.refusal(presented)
        guard let sentence else {
            #expect(refusal == nil)
            return
        }
        #expect(refusal?.kind == .unauthenticated && refusal?.code == "client-certificate-refused")
        #expect(refusal?.sentence.contains(sentence) == true, "\(String(describing: refusal))")
        #expect(try await plant.pki.head() == head, "nothing was stored")
    }
}
