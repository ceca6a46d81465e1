extension OID {
    // Extensions of CRLs and of their entries (RFC 5280, 5.2 and 5.3)
    public static let crlNumber = OID(2, 5, 29, 20)
    public static let reasonCode = OID(2, 5, 29, 21)
    public static let invalidityDate = OID(2, 5, 29, 24)
    public static let deltaCRLIndicator = OID(2, 5, 29, 27)
    public static let issuingDistributionPoint = OID(2, 5, 29, 28)
    public static let certificateIssuer = OID(2, 5, 29, 29)
    public static let freshestCRL = OID(2, 5, 29, 46)
}
