import CloudProxy

/// The calls that make the retained message of a DMS what we want. Pure.
enum TrustBundlePlan {
    /// - Parameter actual: the payload of the retained message, nil where there is none.
    static func calls(_ desired: CloudTrustBundle, topic: String, actual: [UInt8]?) -> [CloudCall] {
        let wanted = desired.pem.map { Array($0.utf8) } ?? []
        guard wanted != actual ?? [] else { return [] }
        let reason =
            wanted.isEmpty
            ? "the trust bundle is withdrawn"
            : actual == nil ? "the trust bundle is not published" : "the trust bundle changed"
        let publication = Publish(topic: topic, payload: wanted, retain: true)
        return [publication.call(for: DesiredResource.trustBundle(desired).key, because: reason)]
    }
}
