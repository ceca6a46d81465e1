import RegistrationAuthority

extension ApprovalConfiguration {
    init(_ values: ConfiguredValues) throws(StartError) {
        self.init(retryAfter: try values.span(.estApprovalRetry), timeout: try values.span(.estApprovalTimeout))
    }
}
