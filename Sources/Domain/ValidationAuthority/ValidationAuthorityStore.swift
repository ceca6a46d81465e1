public import Storage

/// The schema of the validation authority: the lists that were published, and who signs answers.
public enum ValidationAuthorityStore {
    public static let migrations = [
        CRLTable.migration, OCSPSignerTable.migration, OCSPSignerKeys.migration, CRLMeasurements.migration,
    ]
}
