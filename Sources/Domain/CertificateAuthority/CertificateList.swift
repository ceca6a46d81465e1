import Listing
import Storage

/// The ways into the table of certificates, of which there may be millions.
///
/// Each index is paid for by every certificate that is stored. Those that grow at one end cost next to nothing; one by
/// common name, whose pages are touched at random, would nearly double the cost of storing at a million rows, so there is
/// none: a common name is looked for among so many certificates a page.
enum CertificateList {
    static let columns = ListColumns(
        key: ListColumn("serial_number", "serial", .serial),
        columns: [
            ListColumn("ca_id", "ca_id"), ListColumn("common_name", "common_name"), ListColumn("status", "status"),
            ListColumn("type", "type"), ListColumn("key_type", "key_type"),
            ListColumn("valid_from", "not_before", .time), ListColumn("valid_to", "not_after", .time),
            ListColumn("creation_ts", "created_at", .time),
        ],
        defaultSort: "creation_ts")

    static let paths = [
        ListPath(
            sort: "creation_ts", equal: ["status"], onlyWhere: "status <> 'ACTIVE'", notFor: ["ACTIVE"]),
        ListPath(sort: "creation_ts", equal: ["ca_id"]),
        ListPath(sort: "valid_to"),
        ListPath(sort: "serial_number"),
        ListPath(sort: "creation_ts"),
    ]

    static let all = LongList(columns, from: "certificate", paths: paths)
}
