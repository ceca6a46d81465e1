import Events
import JSONSchema
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import Testing
import TestPKI
import TestSupport
@testable import CertificateAuthority

@Suite("Creating a CA") struct CreationTests {
    @Test("takes a hierarchy five deep whose path lengths openssl, strongSwan and pkilint agree with")
    func deepHierarchy() async throws {
        try await withPKI { pki in
            // strongSwan looks at the machine's own clock, so the certificates reach around it.
            var chain = [try await create("ca-3", pathLength: 3, in: pki)]
            for length in [2, 1, 0] {
                chain.append(try await create("ca-\(length)", under: "ca-\(length + 1)", pathLength: length, in: pki))
            }
            let leaf = try await pki.certificate("device-1", from: "ca-0")
            try await withTemporaryDirectory { folder in
                let judges = Judges(folder: folder, time: pki.clock.now.seconds)
                let between = chain.dropFirst().map(\.certificate)
                let verdict = try await judges.openssl(
                    leaf.certificate, anchor: chain[0].certificate, untrusted: between)
                #expect(verdict.isGood, "\(verdict.text)")
                let second = try await judges.strongSwan(
                    chain[3].certificate, anchor: chain[0].certificate, untrusted: between)
                #expect(second.isGood, "\(second.text)")
                for ca in chain { #expect(try await judges.lint(ca.certificate) == []) }
                let text = try await Command.check(
                    "openssl", ["x509", "-noout", "-text"], stdin: Array(chain[1].certificate.pem.utf8))
                #expect(text.text.contains("CA:TRUE, pathlen:2"))
            }
        }
    }

    @Test("refuses a CA that the path length of any CA above it rules out, and says which")
    func pathLengths() async throws {
        try await withPKI { pki in
            try await create("top", pathLength: 1, in: pki)
            try await create("middle", under: "top", in: pki)
            try await create("closed", under: "top", pathLength: 0, in: pki)
            let head = try await pki.head()
            for (parent, length) in [("closed", nil), ("middle", nil), ("top", 1)] as [(String, Int?)] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await create("new", under: parent, pathLength: length, in: pki)
                }
                #expect(refusal?.code == "path-length-exceeded")
                #expect(refusal?.faults.map(\.pointer) == [length == nil ? "/parent_id" : "/path_length"])
            }
            #expect(try await pki.head() == head)
            #expect(try await keyCount(pki) == 3)
        }
    }

    @Test(
        "makes a CA with a key of every kind, which pkilint has nothing against and a CA below it verifies by",
        arguments: [
            KeyBody(type: "RSA", bits: 2048), KeyBody(type: "ECDSA", bits: 256), KeyBody(type: "ECDSA", bits: 384),
            KeyBody(type: "ECDSA", bits: 521), KeyBody(type: "Ed25519", bits: 256), KeyBody(type: "ML-DSA", bits: 65),
            KeyBody(type: "ML-DSA", bits: 87),
        ])
    func everyKind(key: KeyBody) async throws {
        try await withPKI { pki in
            let root = try await create("root", key: key, in: pki)
            let below = try await create("below", under: "root", key: key, in: pki)
            #expect(root.keyMetadata == KeyMetadata(type: key.type, bits: key.bits))
            let parsed = try ParsedCertificate(der: try below.certificate.der)
            #expect(parsed.isSigned(by: try ParsedCertificate(der: try root.certificate.der)))
            try await withTemporaryDirectory { folder in
                let judges = Judges(folder: folder, time: pki.clock.now.seconds)
                #expect(try await judges.lint(root.certificate) == [])
                #expect(try await judges.lint(below.certificate) == [])
                // OpenSSL 3.0 does not know ML-DSA.
                guard key.type != "ML-DSA" else { return }
                let verdict = try await judges.openssl(below.certificate, anchor: root.certificate)
                #expect(verdict.isGood, "\(verdict.text)")
            }
        }
    }

    @Test("writes name constraints that openssl obeys, and obeys those above itself")
    func nameConstraints() async throws {
        try await withPKI { pki in
            let constraints = NameConstraintsBody(
                permitted: [
                    SubtreeBody(dns: "plant.example"), SubtreeBody(ip: "10.20.0.0/16"),
                    SubtreeBody(directoryName: SubjectBody(commonName: nil, organization: "Plant")),
                ],
                excluded: [SubtreeBody(dns: "office.plant.example")])
            let root = try await create("root", constraints: constraints, in: pki)
            try await withTemporaryDirectory { folder in
                let judges = Judges(folder: folder, time: pki.clock.now.seconds)
                #expect(try await judges.lint(root.certificate) == [])
                let issuing = try await create("issuing", under: "root", in: pki)
                #expect(try await judges.openssl(issuing.certificate, anchor: root.certificate).isGood)
            }
            let refusal = await #expect(throws: Refusal.self) {
                try await pki.cas.create(
                    CreateCABody(
                        subject: SubjectBody(commonName: "x", organization: "Office"),
                        key: KeyBody(type: "ECDSA", bits: 256),
                        parentID: "root", validity: .duration(.days(10)), issuanceExpiration: .duration(.days(1))),
                    by: TestPKI.caller)
            }
            #expect(refusal?.code == "name-not-permitted" && refusal?.faults.map(\.pointer) == ["/subject"])
        }
    }

    @Test("leaves nothing valid below it that its name constraints exclude: openssl says so")
    func constrainedLeafs() async throws {
        try await withPKI { pki in
            let constraints = NameConstraintsBody(
                permitted: [SubtreeBody(dns: "plant.example")], excluded: [SubtreeBody(dns: "office.plant.example")])
            let root = try await create("root", constraints: constraints, in: pki)
            try await withTemporaryDirectory { folder in
                let judges = Judges(folder: folder, time: pki.clock.now.seconds)
                for (host, isAllowed) in [
                    ("pump.plant.example", true), ("pump.office.plant.example", false), ("pump.example", false),
                ] {
                    let body = SignBody(csr: try TestRequest("pump", dnsNames: [host]).encoded)
                    guard let leaf = try? await pki.cas.sign(body, with: "root", by: TestPKI.caller) else {
                        #expect(!isAllowed, "\(host) was refused")
                        continue
                    }
                    let verdict = try await judges.openssl(leaf.certificate, anchor: root.certificate)
                    #expect(verdict.isGood == isAllowed, "\(verdict.text)")
                }
            }
        }
    }

    @Test("says which member is wrong", arguments: WrongBody.all)
    func wrongBodies(wrong: WrongBody) async throws {
        try await withPKI { pki in
            var body = CreateCABody(
                subject: SubjectBody(commonName: "x"), key: KeyBody(type: "ECDSA", bits: 256),
                validity: .duration(.days(10)), issuanceExpiration: .duration(.days(1)))
            wrong.spoil(&body)
            let refusal = await #expect(throws: Refusal.self) {
                try await pki.cas.create(body, by: TestPKI.caller)
            }
            #expect(refusal?.kind == .invalid && refusal?.faults.map(\.pointer) == [wrong.pointer])
            let (head, keys) = (try await pki.head(), try await keyCount(pki))
            #expect(head == 0 && keys == 0)
        }
    }

    struct WrongBody: Sendable, CustomTestStringConvertible {
        let pointer: String
        let spoil: @Sendable (inout CreateCABody) -> Void
        var testDescription: String { pointer }

        static let all = [
            WrongBody(pointer: "/crl_shards") { $0.crlShards = 0 },
            WrongBody(pointer: "/crl_shards") { $0.crlShards = 257 },
            WrongBody(pointer: "/path_length") { $0.pathLength = -1 },
            WrongBody(pointer: "/path_length") { $0.pathLength = .max },
            WrongBody(pointer: "/key") { $0.key = KeyBody(type: "ECDSA", bits: 255) },
            WrongBody(pointer: "/name_constraints") { $0.nameConstraints = NameConstraintsBody() },
            WrongBody(pointer: "/name_constraints/permitted/0") {
                $0.nameConstraints = NameConstraintsBody(permitted: [SubtreeBody()])
            },
            WrongBody(pointer: "/name_constraints/excluded/1") {
                $0.nameConstraints = NameConstraintsBody(
                    excluded: [SubtreeBody(dns: "a"), SubtreeBody(dns: "b", email: "c")])
            },
            WrongBody(pointer: "/name_constraints/permitted/0") {
                $0.nameConstraints = NameConstraintsBody(permitted: [SubtreeBody(ip: "10.0.0.1/8")])
            },
        ]
    }

    @discardableResult
    private func create(
        _ id: String, under parent: String? = nil, key: KeyBody = KeyBody(type: "ECDSA", bits: 256),
        pathLength: Int? = nil, constraints: NameConstraintsBody? = nil, in pki: TestPKI
    ) async throws -> CAPayload {
        try await pki.cas.create(
            CreateCABody(
                id: id, subject: SubjectBody(commonName: id, organization: "Plant"), key: key, parentID: parent,
                validity: .duration(.days(10 * 364)), issuanceExpiration: .duration(.days(364)),
                pathLength: pathLength, nameConstraints: constraints),
            by: TestPKI.caller)
    }

    private func keyCount(_ pki: TestPKI) async throws -> Int64 {
        try await pki.database.read { try $0.first("SELECT COUNT(*) FROM software_key")?.integer(0) } ?? -1
    }
}
