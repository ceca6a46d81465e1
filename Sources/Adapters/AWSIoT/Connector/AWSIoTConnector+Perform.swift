public import CloudProxy

extension AWSIoTConnector {
    public func perform(_ call: CloudCall) async throws {
        let parameters = CallParameters(call)
        switch call.operation {
        case RegisterCACertificate.name: try await register(RegisterCACertificate(parameters), call)
        case UpdateCACertificate.name: try await change(UpdateCACertificate(parameters))
        case DeleteCACertificate.name: try await delete(DeleteCACertificate(parameters))
        case TagResource.name: try await change(TagResource(parameters))
        case RegisterCertificate.name: try await register(RegisterCertificate(parameters))
        case RegisterCertificateWithoutCA.name: try await register(RegisterCertificateWithoutCA(parameters))
        case UpdateCertificate.name: try await update(UpdateCertificate(parameters))
        case CreateThing.name: try await create(CreateThing(parameters))
        case UpdateThing.name: try await change(UpdateThing(parameters))
        case AttachThingPrincipal.name: try await change(AttachThingPrincipal(parameters))
        case DetachThingPrincipal.name: _ = try await account.find(DetachThingPrincipal(parameters))
        case Publish.name: try await account.send(Publish(parameters))
        default: throw CloudError.rejected("\(call.operation) is not a call that this connector makes")
        }
    }

    /// Changes what the plan has seen. Where it is gone by now, or not yet visible everywhere in AWS, a new plan helps.
    private func change<Operation: AWSOperation>(_ operation: Operation) async throws where Operation.Answer == Void {
        guard try await account.find(operation) != nil else {
            throw CloudError.unavailable("\(Operation.name): what it is about is not there; it needs a new plan")
        }
    }

    /// A certificate that is gone is as inactive as it can be.
    private func update(_ update: UpdateCertificate) async throws {
        if update.newStatus == .active {
            try await change(update)
        } else {
            _ = try await account.find(update)
        }
    }

    private func delete(_ deletion: DeleteCACertificate) async throws {
        do throws(AWSFailure) {
            try await account.client.send(deletion)
        } catch {
            switch error.code {
            case "ResourceNotFoundException": return
            case "CertificateStateException":
                throw CloudError.unavailable("somebody made the CA active again; it needs a new plan")
            default: throw AWSAccount.error(error)
            }
        }
    }

    private func register(_ registration: RegisterCACertificate, _ call: CloudCall) async throws {
        var registration = registration
        if registration.certificateMode == .proven {
            registration = registration.verified(by: try await proof(for: call))
        }
        do throws(AWSFailure) {
            _ = try await account.client.send(registration)
        } catch {
            guard error.code == "ResourceAlreadyExistsException" else { throw AWSAccount.error(error) }
            try await checkOurs(try AWSNames.certificateID(pem: registration.caCertificate), error)
        }
    }

    private func proof(for call: CloudCall) async throws -> String {
        guard call.resource.hasPrefix("ca/") else {
            throw CloudError.rejected("\(call.resource) is no CA, so nothing can be proved about it")
        }
        let code = try await account.send(GetRegistrationCode()).registrationCode
        do {
            return try await proofOfPossession(String(call.resource.dropFirst(3)), code)
        } catch let error where error is CloudError || error is CancellationError {
            throw error
        } catch {
            throw CloudError.unavailable("the proof of possession could not be made: \(error)")
        }
    }

    /// Somebody registered the CA since the plan was made: we, before a crash, or a stranger.
    private func checkOurs(_ id: String, _ failure: AWSFailure) async throws {
        guard let actual = try await account.ca(id: id) else { throw AWSAccount.error(failure) }
        guard caPlan.isOurs(actual) else { throw caPlan.notOurs(actual) }
    }

    private func register<Registration: PlannedOperation>(_ registration: Registration) async throws {
        do throws(AWSFailure) {
            _ = try await account.client.send(registration)
        } catch {
            switch error.code {
            case "ResourceAlreadyExistsException":
                let id = try AWSNames.certificateID(pem: registration.parameters["certificatePem"] ?? "")
                try await checkStatus(id, registration.parameters["status"], error)
            case "CertificateStateException":
                // The CA's own unit of work may not have got there yet.
                throw CloudError.unavailable("the CA is not registered, or not active: \(CloudError(error).sentence)")
            default: throw AWSAccount.error(error)
            }
        }
    }

    private func checkStatus(_ id: String, _ status: String?, _ failure: AWSFailure) async throws {
        guard let actual = try await account.certificate(id: id) else { throw AWSAccount.error(failure) }
        guard actual.status == status else {
            throw CloudError.unavailable(
                "the certificate \(id) is there already, \(actual.status); it needs a new plan")
        }
    }

    private func create(_ creation: CreateThing) async throws {
        do throws(AWSFailure) {
            try await account.client.send(creation)
        } catch {
            guard error.code == "ResourceAlreadyExistsException" else { throw AWSAccount.error(error) }
            let attributes = try await account.find(DescribeThing(thingName: creation.thingName))?.attributes ?? [:]
            guard creation.attributes.allSatisfy({ attributes[$0.key] == $0.value }) else {
                throw CloudError.unavailable("the thing \(creation.thingName) is there already; it needs a new plan")
            }
        }
    }
}

extension CloudError {
    /// What is said to a person, whatever the case.
    var sentence: String {
        switch self {
        case .throttled(let text), .unavailable(let text), .unauthorized(let text), .rejected(let text): text
        }
    }
}
