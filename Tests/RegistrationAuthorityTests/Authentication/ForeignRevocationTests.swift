import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import RegistrationAuthority
import TestPKI
import TestSupport
import Testing

@Suite("Whether a certificate of another PKI was revoked")
struct ForeignRevocationTests {
    private static let responder = "http://ocsp.test/"
    private static let list = "http://crl.test/root.crl"
    private static let aia = "authorityInfoAccess=OCSP;URI:\(responder)"
    private static let cdp = "crlDistributionPoints=URI:\(list)"
    private static let delegate = ["extendedKeyUsage=OCSPSigning", "noCheck=yes", "keyUsage=digitalSignature"]

    @Test("is asked of the OCSP responder that it names")
    func ocsp() async throws {
        try await ForeignPlant.run { plant in
            let (good, bad) = (
                try await plant.root.issue("good", [Self.aia]), try await plant.root.issue("bad", [Self.aia])
            )
            try await plant.root.revoke("bad")
            plant.web.serve(Self.responder) { try await plant.root.ocsp($0.body) }
            #expect(try await plant.refusal([good]) == nil)
            let refusal = try await plant.refusal([bad])
            #expect(refusal?.kind == .unauthenticated && refusal?.code == "client-certificate-revoked")
            #expect(refusal?.sentence.contains("'CN=bad' was revoked by its CA at 20") == true)
            #expect(refusal?.sentence.contains("keyCompromise") == true)
        }
    }

    /// The extensions of a responder's certificate, whether the CA issued it, and what is said of its answer; nil where
    /// it is taken.
    static let signers: [(String, [String], Bool, String?)] = [
        ("that the CA lets answer", delegate, true, nil),
        (
            "that may answer, but whose certificate would have to be asked for itself", Array(delegate.prefix(1)), true,
            "lacks ocsp-nocheck"
        ),
        (
            "that the CA issued for something else", ["extendedKeyUsage=clientAuth", "noCheck=yes"], true,
            "not signed by the certificate's issuer"
        ),
        (
            "that may not sign", ["extendedKeyUsage=OCSPSigning", "noCheck=yes", "keyUsage=keyAgreement"], true,
            "not signed by the certificate's issuer"
        ),
        ("of another CA", delegate, false, "not signed by the certificate's issuer"),
    ]

    @Test("is taken only of a responder", arguments: signers)
    func signer(what: String, extensions: [String], isOwn: Bool, fault: String?) async throws {
        try await ForeignPlant.run { plant in
            let leaf = try await plant.root.issue("boot", [Self.aia])
            let other = try await OpenSSLCA.make("other", in: plant.root.folder)
            _ = try await (isOwn ? plant.root : other).issue("signer", extensions)
            plant.web.serve(Self.responder) { try await plant.root.ocsp($0.body, signer: "signer") }
            try await Self.expect(plant, leaf, fault)
        }
    }

    @Test("is refused where the answer is of a responder's certificate that expired")
    func expiredSigner() async throws {
        try await ForeignPlant.run { plant in
            let leaf = try await plant.root.issue("boot", [Self.aia])
            _ = try await plant.root.issue("signer", Self.delegate, days: 1)
            let web = plant.web
            web.serve(Self.responder) { try await plant.root.ocsp($0.body, signer: "signer", ["-ndays", "10"]) }
            plant.pki.clock.advance(by: .days(2))
            try await Self.expect(plant, leaf, "not signed by the certificate's issuer")
        }
    }

    @Test("stays unknown, and so refused, when the responder does not know it, is gone, refuses, or sends rubbish")
    func undetermined() async throws {
        try await ForeignPlant.run { plant in
            let unknown = try await plant.root.issue("unrecorded", [Self.aia], isRecorded: false)
            plant.web.serve(Self.responder) { try await plant.root.ocsp($0.body) }
            try await Self.expect(
                plant, unknown, "the OCSP responder at http://ocsp.test/ does not know the certificate")

            let pages: [(FakeWeb.Page?, String)] = [
                (nil, "could not be reached"), ({ _ in throw WebFault.timeout }, "did not answer in time"),
                ({ _ in OCSPResponse.failure(.tryLater) }, "gave no answer (tryLater)"),
                ({ _ in Array("<html>".utf8) }, "sent what cannot be read"),
                ({ _ in throw WebFault.answerTooLarge(max: 65_536) }, "sent more than 65536 bytes"),
            ]
            for (index, (page, fault)) in pages.enumerated() {
                let leaf = try await plant.root.issue("boot-\(index)", [Self.aia])
                if let page { plant.web.serve(Self.responder, page) } else { plant.web.close(Self.responder) }
                try await Self.expect(plant, leaf, fault)
            }
        }
    }

    @Test("is not told by an answer about another certificate, or of another time")
    func otherAnswers() async throws {
        try await ForeignPlant.run { plant in
            let (first, second) = (
                try await plant.root.issue("first", [Self.aia]), try await plant.root.issue("second", [Self.aia])
            )
            let issuer = try ParsedCertificate(der: try await plant.root.certificate(of: "foreign-root"))
            let question = OCSPRequest.encode([OCSPCertificateID(try ParsedCertificate(der: first), from: issuer)])
            let answer = try await plant.root.ocsp(question)
            plant.web.serve(Self.responder, answer)
            try await Self.expect(plant, second, "spoke of another certificate")
            plant.pki.clock.advance(by: .seconds(7_200))
            try await Self.expect(plant, first, "not now")
        }
    }

    @Test("is asked of the CRL that it names, where there is no OCSP responder or that one fails")
    func crl() async throws {
        try await ForeignPlant.run { plant in
            let good = try await plant.root.issue("good", [Self.cdp])
            let bad = try await plant.root.issue("bad", [Self.cdp])
            let held = try await plant.root.issue("held", [Self.cdp])
            let both = try await plant.root.issue("both", [Self.aia, Self.cdp])
            try await plant.root.revoke("bad", reason: "superseded")
            try await plant.root.revoke("held", reason: "certificateHold")
            plant.web.serve(Self.list, try await plant.root.crl())
            for leaf in [good, both] { #expect(try await plant.refusal([leaf]) == nil) }
            for leaf in [bad, held] {
                #expect(try await plant.refusal([leaf])?.code == "client-certificate-revoked")
            }
            #expect(plant.web.requests.filter { $0 == Self.list }.count == 1, "one list for all of them")
        }
    }

    @Test("is not told by a CRL of another CA, of another time, of other certificates, or by none")
    func otherLists() async throws {
        try await ForeignPlant.run { plant in
            let other = try await OpenSSLCA.make("other", in: plant.root.folder)
            let lists: [(String, [UInt8], String)] = [
                ("other", try await other.crl(), "not signed by the certificate's issuer"),
                ("old", try await plant.root.crl(from: "200101000000Z", until: "210101000000Z"), "not now"),
                ("early", try await plant.root.crl(from: "480101000000Z", until: "490101000000Z"), "not now"),
                ("rubbish", Array("404".utf8), "sent what cannot be read"),
            ]
            for (name, list, fault) in lists {
                let url = "http://crl.test/\(name)"
                plant.web.serve(url, list)
                let leaf = try await plant.root.issue("boot-\(name)", ["crlDistributionPoints=URI:\(url)"])
                try await Self.expect(plant, leaf, "the CRL at \(url) ")
                try await Self.expect(plant, leaf, fault)
            }
            let directory = try await plant.root.issue("ldap", ["crlDistributionPoints=URI:ldap://crl.test/cn=x"])
            try await Self.expect(plant, directory, "is neither http nor https")
        }
    }

    @Test("is asked of every certificate below the bootstrap CA")
    func intermediate() async throws {
        try await ForeignPlant.run { plant in
            let sub = try await OpenSSLCA.make(
                "sub", in: plant.root.folder, under: plant.root, extensions: [Self.cdp])
            let leaf = try await sub.issue("boot", ["crlDistributionPoints=URI:http://crl.test/sub.crl"])
            let chain = [leaf, try await sub.certificate(of: "sub")]
            plant.web.serve("http://crl.test/sub.crl", try await sub.crl())
            plant.web.serve(Self.list, try await plant.root.crl())
            #expect(try await plant.refusal(chain) == nil)
            try await plant.root.revoke("sub", reason: "CACompromise")
            plant.web.serve(Self.list, try await plant.root.crl())
            plant.pki.clock.advance(by: .seconds(3_601))
            let refusal = try await plant.refusal(chain)
            #expect(refusal?.code == "client-certificate-revoked" && refusal?.sentence.contains("'CN=sub'") == true)
        }
    }

    @Test("is remembered for an hour at most, also while the other PKI is silent")
    func remembered() async throws {
        try await ForeignPlant.run { plant in
            let leaf = try await plant.root.issue("boot", [Self.aia, Self.cdp])
            plant.web.serve(Self.responder) { try await plant.root.ocsp($0.body, ["-ndays", "7"]) }
            #expect(try await plant.refusal([leaf]) == nil)
            plant.web.close(Self.responder)
            plant.pki.clock.advance(by: .seconds(3_500))
            #expect(try await plant.refusal([leaf]) == nil)
            #expect(plant.web.requests.count == 1)
            plant.pki.clock.advance(by: .seconds(200))
            try await Self.expect(plant, leaf, "could not be reached")
        }
    }

    @Test("needs an address to ask, or the certificate on record here, where a person can revoke it")
    func onRecord() async throws {
        try await ForeignPlant.run { plant in
            let leaf = try await plant.root.issue("boot")
            let refusal = try await plant.refusal([leaf])
            #expect(refusal?.code == "client-certificate-unknown")
            #expect(refusal?.sentence.contains("names neither an OCSP responder nor a CRL") == true)
            let pem = String(decoding: PEM.encode("CERTIFICATE", leaf), as: UTF8.self)
            let taken = try await plant.pki.cas.importCertificate(
                ImportCertificateBody(certificate: EncodedPEM(pem: pem)), by: TestPKI.caller)
            #expect(try await plant.refusal([leaf]) == nil)
            _ = try await plant.pki.cas.updateCertificateStatus(
                of: taken.serialNumber, to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            #expect(try await plant.refusal([leaf])?.code == "client-certificate-revoked")
        }
    }

    @Test("is never asked of others for what this server issued: its record alone decides")
    func ownRecord() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.createCA("bootstrap-sub", under: "bootstrap", years: 5)
            let web = FakeWeb()
            let enrollment = pki.enrollment(over: web.exchange)
            let leaf = try await pki.certificate("boot", from: "bootstrap-sub").certificate.der
            let chain = [leaf, try await pki.cas.ca("bootstrap-sub").certificate.der]
            _ = try await enrollment.enroll(label: "line-1", request: TestRequest("pump-1").der, presented: chain)
            _ = try await pki.cas.updateStatus(
                of: "bootstrap-sub", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let request = try TestRequest("pump-2").der
            let refusal = await #expect(throws: Refusal.self) {
                try await enrollment.enroll(label: "line-1", request: request, presented: chain)
            }
            #expect(refusal?.code == "client-certificate-revoked" && web.requests.isEmpty)
        }
    }

    /// - Parameter fault: a part of the sentence; nil where it is good.
    private static func expect(_ plant: ForeignPlant, _ leaf: [UInt8], _ fault: String?) async throws {
        let head = try await plant.pki.head()
        let refusal = try await plant.refusal([leaf])
        guard let fault else {
            #expect(refusal == nil)
            return
        }
        #expect(refusal?.kind == .unauthenticated && refusal?.code == "client-certificate-revocation-unknown")
        #expect(refusal?.sentence.contains(fault) == true, "\(String(describing: refusal))")
        #expect(try await plant.pki.head() == head, "nothing was stored")
    }
}
