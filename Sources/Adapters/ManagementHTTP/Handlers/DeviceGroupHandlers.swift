import DeviceManager
import ManagementAPI

/// Groups of devices, and the jobs that are done on them.
enum DeviceGroupHandlers {
    static func table(_ service: DeviceService) throws -> Handlers {
        try groups(service).merging(jobs(service)) { first, _ in first }
    }

    private static func groups(_ service: DeviceService) throws -> Handlers {
        let group = try BodyDecoder(DeviceGroupBody.self)
        return [
            "listDeviceGroups": { call in try .json(of: try await service.groups(try call.listQuery())) },
            "createDeviceGroup": { call in
                let group = try await service.createGroup(try group.decode(call.body))
                return try .json(of: group, location: EndpointCatalog.path("showDeviceGroup", group.name))
            },
            "showDeviceGroup": { call in try .json(of: try await service.group(call.values[0])) },
            "updateDeviceGroup": { call in
                try .json(of: try await service.updateGroup(call.values[0], try group.decode(call.body)))
            },
            "deleteDeviceGroup": { call in
                try await service.deleteGroup(call.values[0])
                return .nothing
            },
            "showDeviceGroupStats": { call in try .json(of: try await service.groupStatistics(call.values[0])) },
            "listDevicesOfGroup": { call in
                try .json(of: try await service.devices(inGroup: call.values[0], try call.listQuery()))
            },
        ]
    }

    private static func jobs(_ service: DeviceService) throws -> Handlers {
        let creation = try BodyDecoder(CreateJobBody.self)
        let status = try BodyDecoder(JobStatusBody.self)
        return [
            "createJob": { call in
                let body = try creation.decode(call.body)
                let job = try await service.createJob(onGroup: call.values[0], body, by: call.caller)
                return try .json(of: job, location: EndpointCatalog.path("showJob", job.id))
            },
            "listJobs": { call in try .json(of: try await service.jobs(try call.listQuery())) },
            "showJob": { call in try .json(of: try await service.job(call.values[0])) },
            "updateJobStatus": { call in
                try .json(of: try await service.updateJob(call.values[0], try status.decode(call.body)))
            },
            "listJobResults": { call in
                try .json(of: try await service.results(ofJob: call.values[0], try call.listQuery()))
            },
        ]
    }
}
