public import CloudProxy

extension ServiceFault {
    /// AWS throttles with 400 and a code as often as with 429.
    var isThrottling: Bool { status == 429 || Self.throttlingCodes.contains(code) }

    private static let throttlingCodes: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown",
        "ProvisionedThroughputExceededException", "PriorRequestNotComplete",
    ]

    private static let authorizationCodes: Set<String> = [
        "AccessDenied", "AccessDeniedException", "AuthFailure", "ExpiredToken", "ExpiredTokenException",
        "ForbiddenException", "IncompleteSignature", "IncompleteSignatureException", "InvalidAccessKeyId",
        "InvalidClientTokenId", "InvalidSignatureException", "MissingAuthenticationToken",
        "MissingAuthenticationTokenException", "NotAuthorized", "OptInRequired", "RequestExpired",
        "SignatureDoesNotMatch", "UnauthorizedException", "UnrecognizedClientException",
    ]

    /// Two writers met, or AWS has not yet told all its parts; the next plan sees what came of it.
    private static let passingCodes: Set<String> = [
        "VersionConflictException", "ConflictingResourceUpdateException", "InternalFailureException",
        "InternalException", "InternalServerError", "ServiceUnavailableException", "RequestTimeout",
        "RequestTimeoutException", "TransactionInProgressException",
    ]

    var isAuthorization: Bool { status == 401 || status == 403 || Self.authorizationCodes.contains(code) }
    var isPassing: Bool { status >= 500 || status == 408 || Self.passingCodes.contains(code) }

    /// For people: what was tried, what AWS calls it, what AWS says.
    var sentence: String {
        let name = code.isEmpty ? "status \(status)" : code
        return message.isEmpty ? "\(operation): \(name)" : "\(operation): \(name): \(message)"
    }
}

extension CloudError {
    /// What the reconciler has to know of a failure: whether to wait, to try again, to fetch an operator or to give up.
    public init(_ failure: AWSFailure) {
        switch failure {
        case .service(let fault) where fault.isThrottling: self = .throttled(fault.sentence)
        case .service(let fault) where fault.isPassing: self = .unavailable(fault.sentence)
        case .service(let fault) where fault.isAuthorization: self = .unauthorized(fault.sentence)
        case .service(let fault): self = .rejected(fault.sentence)
        case .transport(.timeout): self = .unavailable("AWS did not answer in time")
        case .transport(.reset): self = .unavailable("the connection to AWS broke")
        case .transport(.unreachable(let reason)): self = .unavailable("AWS cannot be reached: \(reason)")
        case .transport(.answerTooLarge): self = .unavailable("the answer was longer than any AWS gives")
        case .transport(.cancelled): self = .unavailable("the call was cancelled")
        case .credentials(let reason): self = .unauthorized(reason)
        case .misconfigured(let reason): self = .rejected(reason)
        case .unreadable(let operation): self = .unavailable("\(operation): the answer cannot be understood")
        }
    }
}
