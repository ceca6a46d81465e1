import Crypto
import PKIX

/// One chain, what we say of it, and what openssl must say of it.
struct ChainCase: Sendable, CustomStringConvertible {
    let description: String
    let leaf: ParsedCertificate
    var intermediates: [ParsedCertificate] = []
    let anchors: [ParsedCertificate]
    var at = Issuer.start + 60
    /// The name of the error's case and its level; nil when the chain is good.
    var expected: String?
    /// Where openssl does not say the same: whether it accepts.
    var openssl: Bool?
}

enum ChainCases {
    static let all = Result { try make() }

    private static func make() throws -> [ChainCase] {
        let root = try Issuer.ca("Root")
        let sub = try Issuer.ca("Sub", by: root)
        let deep = try Issuer.ca("Deep", by: sub)
        return try good(root, sub, deep) + broken(root, sub) + permissions(root, sub) + constraints(root)
    }

    private static func good(_ root: Issuer, _ sub: Issuer, _ deep: Issuer) throws -> [ChainCase] {
        let (r, s, d) = (root.certificate, sub.certificate, deep.certificate)
        let client = Extension.extendedKeyUsage([.clientAuth])
        let bare = try Issuer.ca("Bare") { $0.identifiers = false }
        return [
            ChainCase(description: "straight below the anchor", leaf: try root.leaf(), anchors: [r]),
            ChainCase(description: "through one", leaf: try sub.leaf(), intermediates: [s], anchors: [r]),
            ChainCase(
                description: "through two, in the wrong order, with strangers", leaf: try deep.leaf(),
                intermediates: [try Issuer.ca("Stranger").certificate, r, d, s], anchors: [r]),
            ChainCase(
                description: "an intermediate as anchor", leaf: try deep.leaf(), intermediates: [d], anchors: [s]),
            ChainCase(
                description: "with clientAuth", leaf: try sub.leaf { $0.extensions = [client] }, intermediates: [s],
                anchors: [r]),
            ChainCase(
                description: "with critical clientAuth and alternative name",
                leaf: try sub.leaf {
                    $0.subject = .empty
                    $0.extensions = [
                        .extendedKeyUsage([.clientAuth], critical: true),
                        (try? .subjectAltName([.dns("a.example")], critical: true)) ?? client,
                    ]
                }, intermediates: [s], anchors: [r]),
            ChainCase(
                description: "with any purpose",
                leaf: try root.leaf { $0.extensions = [.extendedKeyUsage([.anyExtendedKeyUsage])] },
                anchors: [r], openssl: false),
            ChainCase(description: "without key identifiers", leaf: try bare.leaf(), anchors: [bare.certificate]),
            ChainCase(
                description: "the first second", leaf: try root.leaf(), anchors: [r], at: Issuer.start),
            ChainCase(
                description: "the last second, which openssl counts as past", leaf: try root.leaf(), anchors: [r],
                at: Issuer.start + 365 * Issuer.day, openssl: false),
        ]
    }

    private static func broken(_ root: Issuer, _ sub: Issuer) throws -> [ChainCase] {
        let (r, s) = (root.certificate, sub.certificate)
        let namesake = try Issuer.ca("Root") { $0.identifiers = false }
        let expired = try Issuer.ca("Expired", by: root) { $0.days = -10...0 }
        let early = try Issuer.ca("Early", by: root) { $0.days = 5...10 }
        let pinned = try sub.leaf()
        let renewed = try Issuer.ca("Root") {
            $0.days = -10...0
            $0.key = root.key
        }
        return [
            ChainCase(
                description: "missing intermediate", leaf: try sub.leaf(), anchors: [r], expected: "unknownIssuer 0"),
            ChainCase(
                description: "untrusted root", leaf: try sub.leaf(), intermediates: [s, r],
                anchors: [namesake.certificate],
                expected: "badSignature 2"),
            ChainCase(description: "no anchor", leaf: try root.leaf(), anchors: [], expected: "unknownIssuer 0"),
            ChainCase(
                description: "nobody trusted at the end", leaf: try sub.leaf(), intermediates: [s],
                anchors: [try Issuer.ca("Other").certificate], expected: "unknownIssuer 1"),
            ChainCase(
                description: "a namesake of the anchor", leaf: try root.leaf { $0.identifiers = false },
                anchors: [namesake.certificate], expected: "badSignature 0"),
            ChainCase(
                description: "expired", leaf: try root.leaf(), anchors: [r], at: Issuer.start + 365 * Issuer.day + 1,
                expected: "expired 0"),
            ChainCase(
                description: "not yet valid", leaf: try root.leaf(), anchors: [r], at: Issuer.start - 1,
                expected: "notYetValid 0"),
            ChainCase(
                description: "expired intermediate", leaf: try expired.leaf(), intermediates: [expired.certificate],
                anchors: [r], expected: "expired 1"),
            ChainCase(
                description: "early intermediate", leaf: try early.leaf(), intermediates: [early.certificate],
                anchors: [r], expected: "notYetValid 1"),
            ChainCase(
                description: "expired anchor", leaf: try renewed.leaf(), anchors: [renewed.certificate],
                expected: "expired 1"),
            ChainCase(
                description: "two certificates of one root, one expired", leaf: try root.leaf(),
                anchors: [renewed.certificate, r]),
            ChainCase(
                description: "the leaf itself is trusted", leaf: pinned, anchors: [pinned], expected: "unknownIssuer 0",
                openssl: true),
            ChainCase(description: "a root alone", leaf: r, anchors: [r], expected: "unknownIssuer 0"),
        ]
    }

    private static func permissions(_ root: Issuer, _ sub: Issuer) throws -> [ChainCase] {
        let r = root.certificate
        let entity = try Issuer.issue(.init(subject: Name(commonName: "Entity")), by: root)
        let sealer = try Issuer.ca("Sealer", by: root) { $0.usage = [.cRLSign] }
        let usageless = try Issuer.ca("Usageless", by: root) { $0.usage = nil }
        let short = try Issuer.ca("Short") { $0.pathLength = 0 }
        let below = try Issuer.ca("Below", by: short)
        let rollover = try Issuer.ca("Short", by: short) { $0.serial = 2 }
        let servers = try Issuer.ca("Servers", by: root) { $0.extensions = [.extendedKeyUsage([.serverAuth])] }
        let unknown = Extension(oid: try OID(dotted: "1.3.6.1.4.1.99999.7"), critical: true, value: [5, 0])
        let odd = try Issuer.ca("Odd", by: root) { $0.extensions = [unknown] }
        return [
            ChainCase(
                description: "issued by a leaf", leaf: try entity.leaf(), intermediates: [entity.certificate],
                anchors: [r],
                expected: "notACA 1"),
            ChainCase(
                description: "a leaf as anchor", leaf: try entity.leaf(), anchors: [entity.certificate],
                expected: "notACA 1"),
            ChainCase(
                description: "without keyCertSign", leaf: try sealer.leaf(), intermediates: [sealer.certificate],
                anchors: [r], expected: "notAllowedToSign 1"),
            ChainCase(
                description: "without a key usage", leaf: try usageless.leaf(), intermediates: [usageless.certificate],
                anchors: [r]),
            ChainCase(description: "path length kept", leaf: try short.leaf(), anchors: [short.certificate]),
            ChainCase(
                description: "path length exceeded", leaf: try below.leaf(), intermediates: [below.certificate],
                anchors: [short.certificate], expected: "pathLengthExceeded 2"),
            ChainCase(
                description: "a self-issued CA does not count", leaf: try rollover.leaf(),
                intermediates: [rollover.certificate], anchors: [short.certificate]),
            ChainCase(
                description: "serverAuth only",
                leaf: try root.leaf { $0.extensions = [.extendedKeyUsage([.serverAuth])] },
                anchors: [r], expected: "wrongExtendedKeyUsage 0"),
            ChainCase(
                description: "an intermediate for servers only", leaf: try servers.leaf(),
                intermediates: [servers.certificate], anchors: [r], expected: "wrongExtendedKeyUsage 1"),
            ChainCase(
                description: "unknown critical extension", leaf: try root.leaf { $0.extensions = [unknown] },
                anchors: [r],
                expected: "unsupportedCriticalExtension 0"),
            ChainCase(
                description: "unknown critical extension above", leaf: try odd.leaf(), intermediates: [odd.certificate],
                anchors: [r], expected: "unsupportedCriticalExtension 1"),
        ]
    }

    /// Name constraints, written by hand: `permitted` and `excluded` hold GeneralName elements.
    static func nameConstraints(permitted: [[UInt8]] = [], excluded: [[UInt8]] = []) -> Extension {
        let tlv = { (tag: UInt8, contents: [UInt8]) in [tag, UInt8(contents.count)] + contents }
        let subtrees = { (tag: UInt8, names: [[UInt8]]) in
            names.isEmpty ? [] : tlv(tag, names.flatMap { tlv(0x30, $0) })
        }
        let value = tlv(0x30, subtrees(0xa0, permitted) + subtrees(0xa1, excluded))
        return Extension(oid: .nameConstraints, critical: true, value: value)
    }

    private static func constraints(_ root: Issuer) throws -> [ChainCase] {
        let name = { (tag: UInt8, contents: [UInt8]) in [tag, UInt8(contents.count)] + contents }
        let plant = Name(organization: "Plant").der
        let rules: [(String, Extension, Name, [GeneralName], Bool)] = [
            (
                "host within", nameConstraints(permitted: [name(0x82, Array("example".utf8))]), Name(commonName: "x"),
                [.dns("a.Example")], true
            ),
            (
                "host outside", nameConstraints(permitted: [name(0x82, Array("example".utf8))]), Name(commonName: "x"),
                [.dns("badexample")], false
            ),
            (
                "host excluded", nameConstraints(excluded: [name(0x82, Array("b.example".utf8))]),
                Name(commonName: "x"), [.dns("c.b.example")], false
            ),
            (
                "host beside the excluded", nameConstraints(excluded: [name(0x82, Array("b.example".utf8))]),
                Name(commonName: "x"), [.dns("c.example")], true
            ),
            (
                "no name of the form", nameConstraints(permitted: [name(0x82, Array("example".utf8))]),
                Name(commonName: "x"), [.ip([1, 2, 3, 4])], true
            ),
            (
                "directory within", nameConstraints(permitted: [name(0xa4, plant)]),
                Name([(.organization, "PLANT"), (.commonName, "x")]), [.dns("a")], true
            ),
            (
                "directory outside", nameConstraints(permitted: [name(0xa4, plant)]),
                Name(commonName: "x", organization: "Mill"), [.dns("a")], false
            ),
            (
                "address within", nameConstraints(permitted: [name(0x87, [10, 0, 0, 0, 255, 0, 0, 0])]),
                Name(commonName: "x"), [.ip([10, 9, 8, 7])], true
            ),
            (
                "address outside", nameConstraints(permitted: [name(0x87, [10, 0, 0, 0, 255, 0, 0, 0])]),
                Name(commonName: "x"), [.ip([11, 9, 8, 7])], false
            ),
            (
                "mail of a host", nameConstraints(permitted: [name(0x81, Array("plant.example".utf8))]),
                Name(commonName: "x"), [.email("a@Plant.example")], true
            ),
            (
                "mail of another host", nameConstraints(permitted: [name(0x81, Array("plant.example".utf8))]),
                Name(commonName: "x"), [.email("a@b.plant.example")], false
            ),
        ]
        return try rules.map { rule, constraint, subject, names, accepted in
            let ca = try Issuer.ca("Constrained", by: root) { $0.extensions = [constraint] }
            let alternative = try Extension.subjectAltName(names)
            let leaf = try ca.leaf {
                $0.subject = subject
                $0.extensions = [alternative]
            }
            return ChainCase(
                description: "name constraints: \(rule)", leaf: leaf, intermediates: [ca.certificate],
                anchors: [root.certificate], expected: accepted ? nil : "nameNotPermitted 1")
        }
    }
}
