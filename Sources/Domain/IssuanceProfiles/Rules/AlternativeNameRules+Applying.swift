import ManagementAPI
import PKIX

/// The alternative names of a certificate: read, and as they will stand in it.
struct AlternativeNames: Sendable {
    let der: [UInt8]
    let names: [GeneralName]
}

extension AlternativeNameRules {
    /// - Parameter subject: of the certificate, as the profile lets it be.
    /// - Returns: nil for a certificate without alternative names.
    /// - Throws: `Refusal` with the code `csr-alternative-name`, which quotes the first name that is wrong.
    func apply(to request: CertificateRequest, subject: Name) throws(Refusal) -> AlternativeNames? {
        let asked = try names(of: request)
        var tally = Tally()
        var kept: [GeneralName] = []
        for name in asked where try takes(name, &tally) { kept.append(name) }
        if kept.isEmpty, fromCommonName, let name = try name(from: subject.commonName) { kept = [name] }
        guard !kept.isEmpty else {
            guard !isRequired else { throw Refusal.alternativeName("it is required, and there is none.") }
            return nil
        }
        if kept.count == asked.count, kept == asked, let der = request.subjectAltNameDER {
            return AlternativeNames(der: der, names: kept)
        }
        do {
            return AlternativeNames(der: try GeneralName.encode(kept), names: kept)
        } catch {
            throw .alternativeName(error.message)
        }
    }

    private func names(of request: CertificateRequest) throws(Refusal) -> [GeneralName] {
        guard let der = request.subjectAltNameDER else { return [] }
        do {
            return try GeneralName.decode(der)
        } catch {
            throw .alternativeName(error.message)
        }
    }

    private struct Tally {
        var dns = 0
        var ip = 0
        var email = 0
        var uri = 0
    }

    /// Whether the name stands in the certificate.
    private func takes(_ name: GeneralName, _ tally: inout Tally) throws(Refusal) -> Bool {
        let objection: String?
        switch name {
        case .dns(let text):
            guard let dns else { return try treat(name) }
            tally.dns += 1
            objection = dns.objection(to: text, count: tally.dns)
        case .ip(let octets):
            guard let ip else { return try treat(name) }
            tally.ip += 1
            objection = ip.objection(to: octets, count: tally.ip)
        case .email(let text):
            guard let email else { return try treat(name) }
            tally.email += 1
            objection = email.objection(to: text, count: tally.email)
        case .uri(let text):
            guard let uri else { return try treat(name) }
            tally.uri += 1
            objection = uri.objection(to: text, count: tally.uri)
        case .directory, .other: return try treat(name)
        }
        try requireSyntax(name, allowsWildcards: dns?.allowsWildcards == true)
        if let objection { throw .alternativeName(objection) }
        return true
    }

    /// A name of a kind that has no rules.
    private func treat(_ name: GeneralName) throws(Refusal) -> Bool {
        switch others {
        case .kept:
            try requireSyntax(name, allowsWildcards: false)
            return true
        case .dropped: return false
        case .refused: throw .alternativeName("\(name.kindInWords) is not taken.")
        }
    }

    private func requireSyntax(_ name: GeneralName, allowsWildcards: Bool) throws(Refusal) {
        if let fault = AlternativeNameSyntax.fault(in: name, allowsWildcards: allowsWildcards) {
            throw .alternativeName(fault)
        }
    }

    /// Of a common name that is an address or a host name, and of a kind that is taken.
    private func name(from commonName: String?) throws(Refusal) -> GeneralName? {
        guard let commonName else { return nil }
        let name = IPAddress.octets(of: commonName).map(GeneralName.ip) ?? .dns(commonName)
        var tally = Tally()
        return try takes(name, &tally) ? name : nil
    }
}

extension HostNameRules {
    fileprivate func objection(to name: String, count: Int) -> String? {
        guard count <= countMax else { return "it holds more than \(countMax) host names." }
        let base = name.hasPrefix("*.") ? String(name.utf8.dropFirst(2)) ?? name : name
        return DomainSuffix.contains(base, suffixes) ? nil : "\"\(name.prefix(80))\" is in no domain of the profile."
    }
}

extension MailboxRules {
    fileprivate func objection(to address: String, count: Int) -> String? {
        guard count <= countMax else { return "it holds more than \(countMax) mail addresses." }
        let host = address.utf8.split(separator: UInt8(ascii: "@")).last.flatMap { String($0) } ?? ""
        return DomainSuffix.contains(host, suffixes) ? nil : "\"\(address.prefix(80))\" is in no domain of the profile."
    }
}

extension AddressRules {
    fileprivate func objection(to octets: [UInt8], count: Int) -> String? {
        guard count <= countMax else { return "it holds more than \(countMax) IP addresses." }
        let isInside = networks.isEmpty || networks.contains { $0.contains(octets) }
        return isInside ? nil : "\(IPAddress.text(octets)) is in no network of the profile."
    }
}

extension URIRules {
    fileprivate func objection(to uri: String, count: Int) -> String? {
        guard count <= countMax else { return "it holds more than \(countMax) URIs." }
        let scheme = uri.utf8.prefix { $0 != UInt8(ascii: ":") }
        let isKnown = schemes.isEmpty || schemes.contains { DomainSuffix.isSame($0.utf8, scheme) }
        return isKnown ? nil : "\"\(uri.prefix(80))\" has no scheme of the profile."
    }
}

extension GeneralName {
    fileprivate var kindInWords: String {
        switch self {
        case .dns: "a host name"
        case .email: "a mail address"
        case .uri: "a URI"
        case .ip: "an IP address"
        case .directory: "a directory name"
        case .other: "a name of a rare form"
        }
    }
}

extension Refusal {
    static func alternativeName(_ sentence: String) -> Refusal {
        Refusal(.invalid, "csr-alternative-name", "The request's subject alternative name is wrong: \(sentence)")
    }
}
