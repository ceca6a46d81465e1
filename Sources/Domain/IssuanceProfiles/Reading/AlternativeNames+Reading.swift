import ManagementAPI

extension AlternativeNameRules {
    init(_ body: AlternativeNameRulesBody?, _ faults: inout Faults) {
        let place = "/alternative_names"
        self.init(
            isRequired: body?.required ?? false, fromCommonName: body?.fromCommonName ?? false,
            dns: body?.dns.map { HostNameRules($0, "\(place)/dns", &faults) },
            ip: body?.ip.map { AddressRules($0, "\(place)/ip", &faults) },
            email: body?.email.map { MailboxRules($0, "\(place)/email", &faults) },
            uri: body?.uri.map { URIRules($0, "\(place)/uri", &faults) }, others: body?.others ?? .refused)
        let takesAny = dns != nil || ip != nil || email != nil || uri != nil || others == .kept
        faults.require(takesAny || !isRequired, "\(place)/required", "is not possible, for no kind of name is taken")
        faults.require(
            dns != nil || ip != nil || others == .kept || !fromCommonName, "\(place)/from_common_name",
            "is not possible, for neither dns nor ip is taken")
    }

    /// - Parameter members: those that this kind does not have.
    fileprivate static func refuse(
        _ members: [(name: String, isThere: Bool)], _ place: String, _ faults: inout Faults
    ) {
        for member in members where member.isThere {
            faults.add("\(place)/\(member.name)", "is of another kind of name")
        }
    }

    fileprivate static func count(_ body: NameKindRulesBody, _ place: String, _ faults: inout Faults) -> Int {
        let count = body.countMax ?? countMaxDefault
        faults.require((1...1000).contains(count), "\(place)/count_max", "is 1 to 1000")
        return count
    }

    /// A list that is there is not empty, and not longer than anybody needs.
    fileprivate static func entries(_ list: [String]?, _ place: String, _ faults: inout Faults) -> [String] {
        guard let list else { return [] }
        faults.require((1...100).contains(list.count), place, "has 1 to 100 entries; leave it out to take any")
        return list
    }

    fileprivate static func suffixes(_ list: [String]?, _ place: String, _ faults: inout Faults) -> [String] {
        entries(list, "\(place)/suffixes", &faults).enumerated().map { index, text in
            faults.require(
                AlternativeNameSyntax.isHostName(text), "\(place)/suffixes/\(index)",
                "is not a domain such as plant.example")
            return text.lowercased()
        }
    }
}

extension HostNameRules {
    fileprivate init(_ body: NameKindRulesBody, _ place: String, _ faults: inout Faults) {
        AlternativeNameRules.refuse(
            [("networks", body.networks != nil), ("schemes", body.schemes != nil)], place, &faults)
        self.init(
            countMax: AlternativeNameRules.count(body, place, &faults),
            suffixes: AlternativeNameRules.suffixes(body.suffixes, place, &faults),
            allowsWildcards: body.wildcards ?? false)
    }
}

extension AddressRules {
    fileprivate init(_ body: NameKindRulesBody, _ place: String, _ faults: inout Faults) {
        AlternativeNameRules.refuse(
            [
                ("suffixes", body.suffixes != nil), ("wildcards", body.wildcards != nil),
                ("schemes", body.schemes != nil),
            ], place, &faults)
        let texts = AlternativeNameRules.entries(body.networks, "\(place)/networks", &faults)
        let networks = texts.enumerated().compactMap { index, text in
            let network = IPNetwork(text)
            faults.require(
                network != nil, "\(place)/networks/\(index)", "is not a network such as 10.0.0.0/8 or fd00::/8")
            return network
        }
        self.init(countMax: AlternativeNameRules.count(body, place, &faults), networks: networks)
    }
}

extension MailboxRules {
    fileprivate init(_ body: NameKindRulesBody, _ place: String, _ faults: inout Faults) {
        AlternativeNameRules.refuse(
            [
                ("networks", body.networks != nil), ("wildcards", body.wildcards != nil),
                ("schemes", body.schemes != nil),
            ], place, &faults)
        self.init(
            countMax: AlternativeNameRules.count(body, place, &faults),
            suffixes: AlternativeNameRules.suffixes(body.suffixes, place, &faults))
    }
}

extension URIRules {
    fileprivate init(_ body: NameKindRulesBody, _ place: String, _ faults: inout Faults) {
        AlternativeNameRules.refuse(
            [
                ("networks", body.networks != nil), ("wildcards", body.wildcards != nil),
                ("suffixes", body.suffixes != nil),
            ], place, &faults)
        let schemes = AlternativeNameRules.entries(body.schemes, "\(place)/schemes", &faults)
        for (index, scheme) in schemes.enumerated() {
            faults.require(
                AlternativeNameSyntax.isAbsoluteURI(scheme + ":x") && !scheme.utf8.contains(UInt8(ascii: ":")),
                "\(place)/schemes/\(index)", "is not a scheme such as urn")
        }
        self.init(
            countMax: AlternativeNameRules.count(body, place, &faults), schemes: schemes.map { $0.lowercased() })
    }
}
