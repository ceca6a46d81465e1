import ManagementAPI

/// A CA was reissued or rekeyed after something was signed under its former certificate, which is therefore not stored.
struct SupersededIssuer {
    let caID: String

    static let code = "ca-certificate-superseded"

    var refusal: Refusal {
        Refusal(
            .conflict, Self.code,
            "CA \"\(caID)\" was given a new certificate while this was being signed. Nothing was stored: ask again.")
    }
}
