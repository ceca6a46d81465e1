import PKIX
import Testing

@Suite("Path validation")
struct ChainTests {
    private static func verdict(_ chain: ChainCase, maxIssuers: Int? = nil) -> String? {
        do {
            let path = try ChainValidation().validate(
                leaf: chain.leaf, intermediates: chain.intermediates, anchors: chain.anchors, at: chain.at,
                maxIssuers: maxIssuers, requireClientAuth: true)
            let isWhole = path.first == chain.leaf && path.last.map(chain.anchors.contains) == true
            let isLinked = zip(path, path.dropFirst()).allSatisfy { $0.isSigned(by: $1) }
            return isWhole && isLinked ? nil : "the path is not one"
        } catch {
            return error.shortName
        }
    }

    @Test("every chain gets the verdict that it deserves, and says which certificate is to blame")
    func verdicts() throws {
        for chain in try ChainCases.all.get() {
            #expect(ChainTests.verdict(chain) == chain.expected, "\(chain)")
        }
    }

    @Test("openssl accepts and refuses the same chains")
    func openssl() throws {
        let shell = try Shell()
        defer { shell.remove() }
        let cases = try ChainCases.all.get()
        var script = ""
        for (index, chain) in cases.enumerated() {
            try shell.write("\(index).leaf", PEM.encode("CERTIFICATE", chain.leaf.der))
            try shell.write(
                "\(index).more", Array(chain.intermediates.map { PEM.encode("CERTIFICATE", $0.der) }.joined()))
            try shell.write("\(index).root", Array(chain.anchors.map { PEM.encode("CERTIFICATE", $0.der) }.joined()))
            let trust = chain.anchors.isEmpty ? "-no-CAfile -no-CApath" : "-trusted \(index).root"
            let more = chain.intermediates.isEmpty ? "" : "-untrusted \(index).more"
            script +=
                "openssl verify -partial_chain -purpose sslclient -attime \(chain.at) \(trust) \(more) \(index).leaf\n"
        }
        let log = try shell.run(script)
        for (index, chain) in cases.enumerated() {
            let accepts = log.contains("\n\(index).leaf: OK") || log.hasPrefix("\(index).leaf: OK")
            #expect(accepts == (chain.openssl ?? (chain.expected == nil)), "\(chain): \(log)")
        }
    }

    @Test("the anchor must be within as many issuers as allowed")
    func levels() throws {
        let root = try Issuer.ca("Root")
        let sub = try Issuer.ca("Sub", by: root)
        let chain = ChainCase(
            description: "two issuers", leaf: try sub.leaf(), intermediates: [sub.certificate],
            anchors: [root.certificate])
        #expect(ChainTests.verdict(chain, maxIssuers: 2) == nil)
        #expect(ChainTests.verdict(chain, maxIssuers: nil) == nil)
        #expect(ChainTests.verdict(chain, maxIssuers: 1) == "chainTooLong 1")
        #expect(ChainTests.verdict(chain, maxIssuers: 0) == "chainTooLong 0")
        #expect(ChainTests.verdict(chain, maxIssuers: -5) == "chainTooLong -5")
    }

    @Test("a path of eight certificates is the longest")
    func depth() throws {
        var authorities = [try Issuer.ca("CA 0")]
        for level in 1...7 { authorities.append(try Issuer.ca("CA \(level)", by: authorities.last)) }
        for (count, expected) in [(7, nil), (8, "chainTooLong 7")] as [(Int, String?)] {
            let chain = ChainCase(
                description: "\(count) issuers", leaf: try authorities[count - 1].leaf(),
                intermediates: authorities[1..<count].map(\.certificate), anchors: [authorities[0].certificate])
            #expect(ChainTests.verdict(chain) == expected)
        }
    }

    @Test("a purpose is only asked for when it is required")
    func purposes() throws {
        let root = try Issuer.ca("Root")
        let leaf = try root.leaf { $0.extensions = [.extendedKeyUsage([.serverAuth])] }
        let path = try ChainValidation().validate(
            leaf: leaf, intermediates: [], anchors: [root.certificate], at: Issuer.start, requireClientAuth: false)
        #expect(path == [leaf, root.certificate])
    }

    @Test("a root that is signed with SHA-1 is trusted, what it signs with SHA-1 is not")
    func sha1() throws {
        let shell = try Shell()
        defer { shell.remove() }
        let log = try shell.run(
            """
            openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -sha1 -subj /CN=Old -days 9000 -out root.pem
            openssl req -new -key k.pem -subj /CN=device -out device.csr
            for hash in sha1 sha256; do
              openssl x509 -req -in device.csr -CA root.pem -CAkey k.pem -CAcreateserial -$hash -days 9000 -out $hash.pem
            done
            """)
        let read = { (name: String) in
            try PEM.decode(try shell.read("\(name).pem"), label: "CERTIFICATE").map {
                try ParsedCertificate(der: $0.der)
            }
        }
        let (roots, old, new) = (try read("root"), try read("sha1"), try read("sha256"))
        #expect(roots.first?.signatureAlgorithm == nil && roots.first?.isCA == true, "\(log)")
        for (leaves, expected) in [(old, "weakSignature 0"), (new, nil)] as [([ParsedCertificate], String?)] {
            let leaf = try #require(leaves.first)
            let chain = ChainCase(description: "SHA-1 root", leaf: leaf, anchors: roots, at: leaf.notBefore)
            #expect(ChainTests.verdict(chain) == expected)
        }
    }

    @Test("a crowd of namesakes is not searched for ever")
    func crowds() throws {
        let root = try Issuer.ca("Root")
        let crowd = try (0..<33).map { number in
            try Issuer.ca("Same") { $0.serial = UInt64(number) }.certificate
        }
        let leaf = try Issuer.ca("Same", by: Issuer.ca("Same")).leaf { $0.identifiers = false }
        let chain = ChainCase(description: "too many", leaf: leaf, intermediates: crowd, anchors: [root.certificate])
        #expect(ChainTests.verdict(chain) == "tooManyCandidates")
        let trusted = ChainCase(description: "too many anchors", leaf: leaf, anchors: crowd)
        #expect(ChainTests.verdict(trusted) == "tooManyCandidates")
    }

    @Test("the sentence of an error names the certificate and what is wrong with it")
    func sentences() throws {
        let root = try Issuer.ca("Root")
        let expired = try root.leaf { $0.days = -9 ... -2 }
        #expect {
            try ChainValidation().validate(
                leaf: expired, intermediates: [], anchors: [root.certificate], at: Issuer.start, requireClientAuth: true
            )
        } throws: { error in
            String(describing: error) == "The certificate 'CN=leaf' expired at 2025-12-30T00:00:00Z."
        }
    }

    @Test("a leaf may be looked at as of another moment than those above it")
    func leafTime() throws {
        let root = try Issuer.ca("Root")
        let expired = try root.leaf { $0.days = -9 ... -2 }
        func validate(leafTime: Int64) throws {
            _ = try ChainValidation().validate(
                leaf: expired, intermediates: [], anchors: [root.certificate], at: Issuer.start, leafTime: leafTime,
                requireClientAuth: true)
        }
        try validate(leafTime: expired.notAfter)
        #expect(throws: ChainError.self) { try validate(leafTime: expired.notAfter + 1) }
        #expect(throws: ChainError.self, "and without it the moment is the same for all") {
            try ChainValidation().validate(
                leaf: expired, intermediates: [], anchors: [root.certificate], at: Issuer.start, requireClientAuth: true
            )
        }
    }
}

extension ChainError {
    /// The name of the case and the level of the certificate.
    var shortName: String {
        switch self {
        case .unknownIssuer(let link, _): "unknownIssuer \(link.level)"
        case .expired(let link, _): "expired \(link.level)"
        case .notYetValid(let link, _): "notYetValid \(link.level)"
        case .badSignature(let link, _): "badSignature \(link.level)"
        case .weakSignature(let link): "weakSignature \(link.level)"
        case .notACA(let link): "notACA \(link.level)"
        case .notAllowedToSign(let link): "notAllowedToSign \(link.level)"
        case .pathLengthExceeded(let link, _): "pathLengthExceeded \(link.level)"
        case .wrongExtendedKeyUsage(let link): "wrongExtendedKeyUsage \(link.level)"
        case .chainTooLong(let level): "chainTooLong \(level)"
        case .unsupportedCriticalExtension(let link, _): "unsupportedCriticalExtension \(link.level)"
        case .nameNotPermitted(let link, _): "nameNotPermitted \(link.level)"
        case .tooManyCandidates: "tooManyCandidates"
        }
    }
}
