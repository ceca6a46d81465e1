/// What the PKI wants of one resource in one account, and what follows from it for the work.
struct Wish: Sendable, Hashable {
    let resource: DesiredResource
    /// Making it so may put something into the account, which is to be remembered before the first call.
    let publishes: Bool
    /// This account is the one in which possession of the CA's key is proved.
    var proves = false
    /// Ids of CAs that must be there before.
    var needs: Set<String> = []
}
