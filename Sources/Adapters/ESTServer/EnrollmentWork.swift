/// What makes two requests the same one: all that the answer depends on, byte for byte. Where the client stands on the
/// network is not of it.
struct EnrollmentWork: Hashable, Sendable {
    private let operation: Operation
    private let label: String?
    private let request: [UInt8]
    private let chain: [[UInt8]]
    private let credentials: BasicCredentials?

    init(_ operation: Operation, label: String?, request: [UInt8], client: ClientIdentity) {
        self.operation = operation
        self.label = label
        self.request = request
        chain = client.chain
        credentials = client.credentials
    }
}
