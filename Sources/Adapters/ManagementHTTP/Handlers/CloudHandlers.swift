import CloudProxy

enum CloudHandlers {
    static func table(_ service: CloudService) throws -> Handlers { [:] }
}
