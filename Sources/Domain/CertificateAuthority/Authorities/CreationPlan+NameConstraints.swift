import ManagementAPI
import PKIX

extension CreationPlan {
    /// The extension that constrains the names below a CA (RFC 5280, section 4.2.1.10), if that is asked for.
    static func extensions(_ body: NameConstraintsBody?) throws(Refusal) -> [Extension] {
        guard let body else { return [] }
        let permitted = try subtrees(body.permitted ?? [], "permitted")
        let excluded = try subtrees(body.excluded ?? [], "excluded")
        do {
            return [try .nameConstraints(try NameConstraints(permitted: permitted, excluded: excluded))]
        } catch {
            throw .invalid("name-constraints-not-allowed", at: "/name_constraints", error.message)
        }
    }

    private static func subtrees(_ bodies: [SubtreeBody], _ member: String) throws(Refusal) -> [NameSubtree] {
        var subtrees: [NameSubtree] = []
        for (index, body) in bodies.enumerated() {
            subtrees.append(try subtree(body, at: "/name_constraints/\(member)/\(index)"))
        }
        return subtrees
    }

    private static func subtree(_ body: SubtreeBody, at pointer: String) throws(Refusal) -> NameSubtree {
        do throws(PKIXError) {
            var given: [NameSubtree] = []
            if let name = body.dns { given.append(try .dns(name)) }
            if let network = body.ip { given.append(try .ip(network)) }
            if let address = body.email { given.append(try .email(address)) }
            if let host = body.uri { given.append(try .uri(host)) }
            if let name = body.directoryName { given.append(try .directory(Name(name))) }
            guard given.count == 1, let subtree = given.first else {
                throw PKIXError(
                    .malformedExtension, "A subtree has exactly one of dns, ip, email, uri and directory_name.",
                    in: "name constraints")
            }
            return subtree
        } catch {
            throw .invalid("name-constraints-not-allowed", at: pointer, error.message)
        }
    }
}

extension Name {
    init(_ body: SubjectBody) {
        self.init(
            commonName: body.commonName, organization: body.organization, organizationalUnit: body.organizationUnit,
            country: body.country, state: body.state, locality: body.locality)
    }
}
