import CloudProxy

extension RegisterCACertificate: PlannedOperation {
    var parameters: [String: String] {
        [
            "caCertificate": caCertificate, "certificateMode": certificateMode.rawValue,
            "setAsActive": "\(setAsActive)", "allowAutoRegistration": "\(allowAutoRegistration)",
        ].merging(tags.parameters("tag")) { _, tag in tag }
    }

    /// Without the verification certificate: it is made when the call is.
    init(_ parameters: CallParameters) throws(CloudError) {
        caCertificate = try parameters.required("caCertificate")
        verificationCertificate = nil
        certificateMode = try parameters.word("certificateMode", as: CertificateMode.self)
        setAsActive = try parameters.flag("setAsActive")
        allowAutoRegistration = try parameters.flag("allowAutoRegistration")
        tags = parameters.map("tag")
    }

    func verified(by certificate: String) -> RegisterCACertificate {
        RegisterCACertificate(
            caCertificate: caCertificate, verificationCertificate: certificate, certificateMode: certificateMode,
            setAsActive: setAsActive, allowAutoRegistration: allowAutoRegistration, tags: tags)
    }
}

extension UpdateCACertificate: PlannedOperation {
    var parameters: [String: String] {
        var parameters = ["certificateId": certificateID]
        parameters["newStatus"] = newStatus?.rawValue
        parameters["newAutoRegistrationStatus"] =
            allowAutoRegistration
            .map { AutoRegistrationStatus($0).rawValue }
        return parameters
    }

    init(_ parameters: CallParameters) throws(CloudError) {
        certificateID = try parameters.required("certificateId")
        newStatus = try parameters.optionalWord("newStatus", as: CACertificateStatus.self)
        let registration = try parameters.optionalWord("newAutoRegistrationStatus", as: AutoRegistrationStatus.self)
        allowAutoRegistration = registration.map { $0 == .enabled }
    }
}

extension DeleteCACertificate: PlannedOperation {
    var parameters: [String: String] { ["certificateId": certificateID] }

    init(_ parameters: CallParameters) throws(CloudError) {
        certificateID = try parameters.required("certificateId")
    }
}

extension TagResource: PlannedOperation {
    var parameters: [String: String] {
        ["resourceArn": resourceARN].merging(tags.parameters("tag")) { _, tag in tag }
    }

    init(_ parameters: CallParameters) throws(CloudError) {
        resourceARN = try parameters.required("resourceArn")
        tags = parameters.map("tag")
    }
}

extension RegisterCertificate: PlannedOperation {
    var parameters: [String: String] {
        ["certificatePem": certificatePEM, "caCertificatePem": caCertificatePEM, "status": status.rawValue]
    }

    init(_ parameters: CallParameters) throws(CloudError) {
        certificatePEM = try parameters.required("certificatePem")
        caCertificatePEM = try parameters.required("caCertificatePem")
        status = try parameters.word("status", as: CertificateStatus.self)
    }
}

extension RegisterCertificateWithoutCA: PlannedOperation {
    var parameters: [String: String] { ["certificatePem": certificatePEM, "status": status.rawValue] }

    init(_ parameters: CallParameters) throws(CloudError) {
        certificatePEM = try parameters.required("certificatePem")
        status = try parameters.word("status", as: CertificateStatus.self)
    }
}

extension UpdateCertificate: PlannedOperation {
    var parameters: [String: String] { ["certificateId": certificateID, "newStatus": newStatus.rawValue] }

    init(_ parameters: CallParameters) throws(CloudError) {
        certificateID = try parameters.required("certificateId")
        newStatus = try parameters.word("newStatus", as: CertificateStatus.self)
    }
}

extension CreateThing: PlannedOperation {
    var parameters: [String: String] {
        ["thingName": thingName].merging(attributes.parameters("attribute")) { _, attribute in attribute }
    }

    init(_ parameters: CallParameters) throws(CloudError) {
        thingName = try parameters.required("thingName")
        attributes = parameters.map("attribute")
    }
}

extension UpdateThing: PlannedOperation {
    var parameters: [String: String] {
        ["thingName": thingName].merging(attributes.parameters("attribute")) { _, attribute in attribute }
    }

    init(_ parameters: CallParameters) throws(CloudError) {
        thingName = try parameters.required("thingName")
        attributes = parameters.map("attribute")
    }
}

extension AttachThingPrincipal: PlannedOperation {
    var parameters: [String: String] { ["thingName": thingName, "principal": principal] }

    init(_ parameters: CallParameters) throws(CloudError) {
        thingName = try parameters.required("thingName")
        principal = try parameters.required("principal")
    }
}

extension DetachThingPrincipal: PlannedOperation {
    var parameters: [String: String] { ["thingName": thingName, "principal": principal] }

    init(_ parameters: CallParameters) throws(CloudError) {
        thingName = try parameters.required("thingName")
        principal = try parameters.required("principal")
    }
}

extension Publish: PlannedOperation {
    var parameters: [String: String] {
        ["topic": topic, "payload": String(decoding: payload, as: UTF8.self), "retain": "\(retain)"]
    }

    init(_ parameters: CallParameters) throws(CloudError) {
        topic = try parameters.required("topic")
        payload = Array(try parameters.required("payload").utf8)
        retain = try parameters.flag("retain")
    }
}
