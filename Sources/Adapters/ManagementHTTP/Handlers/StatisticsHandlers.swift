import CertificateAuthority
import DeviceManager
import ManagementAPI
import RegistrationAuthority

/// How many there are, of all parts that this server has.
enum StatisticsHandlers {
    static func table(_ cas: CAService, devices: DeviceService?, dms: DMSService?) -> Handlers {
        [
            "showStatistics": { _ in
                var body = try await cas.statistics()
                body.devices = try await devices?.statistics()
                body.dms = try await dms?.statistics()
                return try .json(of: body)
            }
        ]
    }
}
