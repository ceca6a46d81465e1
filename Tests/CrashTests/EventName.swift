/// Wire names, written out here too: the tests stand outside.
enum EventName {
    static let sign = "ca.sign-certificate"
    static let certificateStatus = "certificate.update.status"
    static let deviceCreate = "io.lamassuiot.device.create"
    static let enroll = "io.lamassuiot.device.enroll"
}
