import CloudProxy

extension AccountState {
    func difference(to desired: DesiredResource) throws -> [CloudCall] {
        func call(_ operation: String, _ parameters: [String: String]) -> CloudCall {
            CloudCall(
                operation: operation, resource: desired.key, reason: "\(operation) for \(desired.key).",
                parameters: parameters)
        }
        switch desired {
        case .ca(let ca): return difference(to: ca, call)
        case .trustBundle(let bundle):
            if bundles[bundle.dmsName] == bundle.pem { return [] }
            return [call("Publish", ["dms": bundle.dmsName, "pem": bundle.pem ?? ""])]
        case .device(let device): return difference(to: device, call)
        }
    }

    private typealias MakeCall = (_ operation: String, _ parameters: [String: String]) -> CloudCall

    private func difference(to ca: CloudCA, _ call: MakeCall) -> [CloudCall] {
        let inactive = call("UpdateCACertificate", ["ca": ca.id, "status": "INACTIVE"])
        switch (ca.state, cas[ca.id]) {
        case (.active, nil):
            return [
                call(
                    "RegisterCACertificate",
                    ["ca": ca.id, "pem": ca.certificatePEM, "proven": "\(ca.canProvePossession)"])
            ]
        case (.active, let known?):
            return known.isActive ? [] : [call("UpdateCACertificate", ["ca": ca.id, "status": "ACTIVE"])]
        case (.inactive, let known?): return known.isActive ? [inactive] : []
        case (.absent, let known?):
            return (known.isActive ? [inactive] : []) + [call("DeleteCACertificate", ["ca": ca.id])]
        case (.inactive, nil), (.absent, nil): return []
        }
    }

    private func difference(to device: CloudDevice, _ call: MakeCall) -> [CloudCall] {
        var calls: [CloudCall] = []
        let attributes = ["thing": device.id, "alias": device.alias, "dms": device.dmsName]
        let thing = things[device.id]
        if thing == nil { calls.append(call("CreateThing", attributes)) }
        if let thing, thing.alias != device.alias || thing.dms != device.dmsName {
            calls.append(call("UpdateThing", attributes))
        }
        for certificate in device.certificates {
            let names = ["thing": device.id, "certificate": certificate.fingerprint]
            let status = names.merging(["status": certificate.state.rawValue]) { $1 }
            let isAttached = thing?.principals.contains(certificate.fingerprint) ?? false
            switch certificates[certificate.fingerprint] {
            case nil:
                guard certificate.state == .active else { continue }
                calls.append(
                    call("RegisterCertificate", names.merging(["proven": "\(certificate.issuerIsProven)"]) { $1 }))
                calls.append(call("AttachThingPrincipal", names))
            case let state?:
                if state != certificate.state { calls.append(call("UpdateCertificate", status)) }
                if device.isDecommissioned, isAttached { calls.append(call("DetachThingPrincipal", names)) }
                if !device.isDecommissioned, !isAttached { calls.append(call("AttachThingPrincipal", names)) }
            }
        }
        return calls
    }

    mutating func perform(_ call: CloudCall, _ proofs: ProofRegistry) throws {
        let parameter = { (name: String) throws -> String in
            guard let value = call.parameters[name] else { throw CloudError.rejected("\(name) is missing") }
            return value
        }
        switch call.operation {
        case "RegisterCACertificate":
            let (id, isProven) = (try parameter("ca"), try parameter("proven") == "true")
            if cas[id] != nil { return }
            guard !isProven || proofs.take(id) else { throw CloudError.rejected("\(id) is proven elsewhere") }
            cas[id] = CA(isActive: true, isProven: isProven, pem: try parameter("pem"))
        case "UpdateCACertificate":
            guard cas[try parameter("ca")] != nil else { throw CloudError.rejected("no such CA") }
            cas[try parameter("ca")]?.isActive = try parameter("status") == "ACTIVE"
        case "DeleteCACertificate":
            let id = try parameter("ca")
            guard cas[id]?.isActive != true else { throw CloudError.rejected("the CA is active") }
            if cas[id]?.isProven == true { proofs.free(id) }
            cas[id] = nil
        case "Publish":
            let pem = try parameter("pem")
            bundles[try parameter("dms")] = pem.isEmpty ? nil : pem
        default: try performOnThing(call, parameter)
        }
    }

    private mutating func performOnThing(_ call: CloudCall, _ parameter: (String) throws -> String) throws {
        let id = try parameter("thing")
        switch call.operation {
        case "CreateThing", "UpdateThing":
            let old = things[id]?.principals ?? []
            things[id] = Thing(alias: try parameter("alias"), dms: try parameter("dms"), principals: old)
        case "RegisterCertificate":
            let fingerprint = try parameter("certificate")
            guard certificates[fingerprint] == nil else { return }
            certificates[fingerprint] = .active
        case "UpdateCertificate":
            let fingerprint = try parameter("certificate")
            let status = CloudCertificate.State(rawValue: try parameter("status"))
            guard let old = certificates[fingerprint], let status else {
                throw CloudError.rejected("no such certificate")
            }
            guard old != .revoked || status == .revoked else { throw CloudError.rejected("revoked is for good") }
            certificates[fingerprint] = status
        case "AttachThingPrincipal":
            guard things[id] != nil else { throw CloudError.rejected("no such thing") }
            things[id]?.principals.insert(try parameter("certificate"))
        case "DetachThingPrincipal": things[id]?.principals.remove(try parameter("certificate"))
        default: throw CloudError.rejected("no such operation \(call.operation)")
        }
    }
}
