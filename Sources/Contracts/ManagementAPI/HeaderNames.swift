/// Headers of the management API that HTTP itself does not name.
public enum HeaderNames {
    /// On a POST: a request that is sent again under the same key is carried out once
    /// (draft-ietf-httpapi-idempotency-key-header).
    public static let idempotencyKey = "Idempotency-Key"
    /// `true` on an answer that was kept from the first request of its key.
    public static let idempotencyReplayed = "Idempotency-Replayed"
}
