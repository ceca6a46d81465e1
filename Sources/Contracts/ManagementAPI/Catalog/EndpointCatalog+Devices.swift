import Events
import JSONSchema

extension EndpointCatalog {
    private static let device = Endpoint.Body.of(DevicePayload.self, "Device")
    private static let slot = Endpoint.Body.of(SlotPayload.self, "Slot")
    private static let group = Endpoint.Body.of(DeviceGroupView.self, "DeviceGroup")
    private static let job = Endpoint.Body.of(JobView.self, "Job")

    static let deviceOperations: [Endpoint] = [
        Endpoint(
            "updateDevice", .put, "/v1/devices/{id}", request: .of(UpdateDeviceBody.self, "UpdateDevice"),
            answer: .json(device), changes: "showDevice",
            "Changes what a device is described by; a member that is left out stays as it is."),
        Endpoint(
            "decommissionDevice", .post, "/v1/devices/{id}/decommission", answer: .json(device),
            "Revokes the certificates of a device, which never enrols again."),
        Endpoint(
            "listDeviceEvents", .get, "/v1/devices/{id}/events",
            parameters: [
                .init("after", .integer, "Sequence of the last event that is known; 0 where it is left out."),
                .init("limit", .integer, "Events in a batch: 1 to 1,000; 100 where it is left out."),
                .init("type", .text, isRepeatable: true, "Only events of this type."),
            ],
            answer: .media("application/cloudevents-batch+json", "Events in their order"),
            "Shows what happened to a device, from the event log."),
        Endpoint("showSlot", .get, "/v1/devices/{id}/slots/{slot}", answer: .json(slot), "Shows a slot of a device."),
        Endpoint(
            "revokeSlot", .post, "/v1/devices/{id}/slots/{slot}/revoke",
            request: .of(RevokeSlotBody.self, "RevokeSlot"), answer: .json(slot),
            "Revokes the active certificate of a slot."),
        Endpoint(
            "forceReenroll", .put, "/v1/devices/{id}/slots/{slot}/force-reenroll",
            request: .of(ForceReenrollBody.self, "ForceReenroll"), answer: .json(slot), changes: "showSlot",
            "Asks a device to re-enrol, or no longer."),
        Endpoint(
            "importIntoSlot", .post, "/v1/devices/{id}/slots/{slot}/import",
            request: .of(ImportIntoSlotBody.self, "ImportIntoSlot"), answer: .json(slot),
            "Puts a certificate that is on record into a slot; what was there is archived, and revoked if it is live."),
    ]

    static let deviceGroups: [Endpoint] = [
        Endpoint(
            "listDeviceGroups", .get, "/v1/device-groups", parameters: listParameters, answer: .page(of: group),
            "Lists the groups of devices."),
        Endpoint(
            "createDeviceGroup", .post, "/v1/device-groups", request: .of(DeviceGroupBody.self, "DeviceGroupBody"),
            answer: .json(group), status: 201, "Gives a filter of devices a name."),
        Endpoint(
            "showDeviceGroup", .get, "/v1/device-groups/{name}", answer: .json(group), "Shows a group of devices."),
        Endpoint(
            "updateDeviceGroup", .put, "/v1/device-groups/{name}",
            request: .of(DeviceGroupBody.self, "DeviceGroupBody"), answer: .json(group), changes: "showDeviceGroup",
            "Replaces the description and the filter of a group."),
        Endpoint(
            "deleteDeviceGroup", .delete, "/v1/device-groups/{name}", answer: .nothing, status: 204,
            changes: "showDeviceGroup", "Deletes a group; its devices and its jobs stay."),
        Endpoint(
            "showDeviceGroupStats", .get, "/v1/device-groups/{name}/stats",
            answer: .json(.of(DeviceGroupStats.self, "DeviceGroupStats")), isTagged: false,
            "Counts the devices of a group by status."),
        Endpoint(
            "listDevicesOfGroup", .get, "/v1/device-groups/{name}/devices", parameters: listParameters,
            answer: .page(of: device), "Lists the devices of a group; filters narrow further."),
        Endpoint(
            "createJob", .post, "/v1/device-groups/{name}/jobs", request: .of(CreateJobBody.self, "CreateJob"),
            answer: .json(job), status: 201, "Begins a bulk operation on the devices of a group."),
        Endpoint("listJobs", .get, "/v1/jobs", parameters: listParameters, answer: .page(of: job), "Lists the jobs."),
        Endpoint("showJob", .get, "/v1/jobs/{id}", answer: .json(job), "Shows a job and how far it is."),
        Endpoint(
            "updateJobStatus", .put, "/v1/jobs/{id}/status", request: .of(JobStatusBody.self, "JobStatusChange"),
            answer: .json(job), changes: "showJob", "Pauses, resumes or cancels a job."),
        Endpoint(
            "listJobResults", .get, "/v1/jobs/{id}/results", parameters: listParameters,
            answer: .page(of: .of(JobResultView.self, "JobResult")), "Lists what a job did to each device."),
    ]
}
