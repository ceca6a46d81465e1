// swift-tools-version: 6.2
import PackageDescription

// The map of the house. Arrows point down: Apps -> Adapters -> Domain -> Ports -> Contracts -> Standards.

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")

func module(_ layer: String, _ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(layer)/\(name)", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let standards: [Target] = [
    module("Standards", "CloudEvents"),
    module("Standards", "HTTPSemantics", [crypto]),
    module("Standards", "JSONPatch", ["JSONSchema"]),
    module("Standards", "JSONSchema"),
    module("Standards", "PKIX", [asn1, crypto, cryptoExtras, x509]),
]

let contracts: [Target] = [
    module("Contracts", "Events", ["JSONSchema"]),
    module("Contracts", "ManagementAPI", ["Events", "JSONPatch", "JSONSchema"]),
]

let ports: [Target] = [
    module("Ports", "Storage"),
    module("Ports", "Listing", ["Storage", "Events"]),
    module("Ports", "EventLog", ["Storage", "Events", logging, serviceLifecycle]),
    module("Ports", "KeyStore", ["PKIX"]),
]

let domain: [Target] = [
    module("Domain", "IssuanceProfiles", ["Events", "JSONSchema", "ManagementAPI", "PKIX"]),
    module(
        "Domain", "CertificateAuthority",
        [
            "Events", "EventLog", "IssuanceProfiles", "JSONPatch", "JSONSchema", "KeyStore", "Listing", "ManagementAPI",
            "PKIX", "Storage", crypto, logging, serviceLifecycle,
        ]),
    module(
        "Domain", "ValidationAuthority",
        [
            "CertificateAuthority", "Events", "EventLog", "KeyStore", "Listing", "ManagementAPI", "PKIX", "Storage",
            crypto, logging, serviceLifecycle,
        ]),
    module(
        "Domain", "DeviceManager",
        [
            "CertificateAuthority", "Events", "EventLog", "JSONSchema", "Listing", "ManagementAPI", "PKIX", "Storage",
            logging, serviceLifecycle,
        ]),
    module(
        "Domain", "RegistrationAuthority",
        [
            "CertificateAuthority", "DeviceManager", "Events", "EventLog", "JSONSchema", "KeyStore", "Listing",
            "ManagementAPI", "PKIX", "Storage", crypto, cryptoExtras, logging,
        ]),
]

let cloud: [Target] = [
    module(
        "Domain", "CloudProxy",
        ["EventLog", "Events", "JSONSchema", "Listing", "PKIX", "Storage", crypto, logging, serviceLifecycle])
]

let adapters: [Target] = [
    module("Adapters", "StorageSQLite", ["Storage", grdb]),
    module(
        "Adapters", "AWSIoT",
        ["CloudProxy", asyncHTTPClient, crypto, logging, nioCore, .product(name: "NIOHTTP1", package: "swift-nio")]),
    module(
        "Adapters", "OutboundHTTP",
        [
            "RegistrationAuthority", asyncHTTPClient, nioCore, nioSSL,
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ]),
    module(
        "Adapters", "ESTServer",
        [
            "HTTPSemantics", "PKIX", hummingbirdCore, logging, nioCore, nioPosix, nioSSL, serviceLifecycle,
            .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOTLS", package: "swift-nio"),
        ]),
    module(
        "Adapters", "ValidationHTTP",
        [
            "HTTPSemantics", "PKIX", hummingbirdCore, logging, nioCore, nioPosix, serviceLifecycle,
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ]),
    module(
        "Adapters", "ManagementHTTP",
        [
            "CertificateAuthority", "CloudEvents", "CloudProxy", "DeviceManager", "EventLog", "Events", "HTTPSemantics",
            "JSONPatch", "JSONSchema", "Listing", "ManagementAPI", "RegistrationAuthority", "Storage",
            "ValidationAuthority", crypto, hummingbird, hummingbirdCore, hummingbirdTLS, logging, nioCore, nioSSL,
            serviceLifecycle,
        ]),
    module(
        "Adapters", "ManagementClient",
        [
            "CloudEvents", "Events", "JSONSchema", "Listing", "ManagementAPI", asyncHTTPClient, nioCore, nioPosix,
            nioSSL, .product(name: "NIOHTTP1", package: "swift-nio"),
        ]),
    module("Adapters", "ESTClient", ["PKIX", asn1, asyncHTTPClient, crypto, nioCore, nioPosix, nioSSL, x509]),
    module("Adapters", "KeyStoreSoftware", ["KeyStore", "PKIX", "Storage", crypto, nioPosix]),
]

let apps: [Target] = [
    module(
        "Apps", "Server",
        [
            "AWSIoT", "CertificateAuthority", "CloudProxy", "DeviceManager", "ESTServer", "EventLog", "Events",
            "KeyStore", "KeyStoreSoftware", "ManagementAPI", "ManagementHTTP", "OutboundHTTP", "PKIX",
            "RegistrationAuthority", "Storage", "StorageSQLite", "ValidationAuthority", "ValidationHTTP",
            asyncHTTPClient, configuration, crypto,
            logging, nioPosix, serviceLifecycle, systemPackage, .product(name: "Yams", package: "Yams"),
        ]),
    module("Apps", "Documentation", ["Events", "JSONSchema", "ManagementAPI", "ManagementHTTP", "Server"]),
    .executableTarget(
        name: "docgen", dependencies: ["Documentation"], path: "Sources/Apps/docgen", swiftSettings: settings),
    .executableTarget(
        name: "shedu",
        dependencies: [
            "CloudEvents", "ESTClient", "Events", "JSONSchema", "Listing",
            "ManagementAPI", "ManagementClient", "PKIX", "Server", argumentParser, asyncHTTPClient, logging, nioCore,
            serviceLifecycle, subprocess, systemPackage, .product(name: "NIOHTTP1", package: "swift-nio"),
        ],
        path: "Sources/Apps/shedu", swiftSettings: settings),
]

let testing: [Target] = [
    module("Testing", "TestSupport", [logging, subprocess, systemPackage]),
    module(
        "Testing", "TestPKI",
        [
            "CertificateAuthority", "DeviceManager", "EventLog", "Events", "KeyStore", "KeyStoreSoftware",
            "ManagementAPI", "PKIX", "RegistrationAuthority", "Storage", "StorageSQLite", "TestSupport",
            "ValidationAuthority", asn1, crypto, logging, nioPosix, x509,
        ]),
    module("Testing", "StorageConformance", ["Storage"]),
]

let benchmarks: [Target] = [
    .target(
        name: "LoadGenerator",
        dependencies: ["TestSupport", asn1, crypto, nioCore, nioPosix, nioSSL, subprocess, systemPackage, x509],
        path: "Benchmarks/LoadGenerator", swiftSettings: settings),
    .executableTarget(
        name: "shedu-bench",
        dependencies: [
            "CertificateAuthority", "DeviceManager", "Events", "Listing", "ManagementAPI", "RegistrationAuthority",
            "StorageSQLite", "TestPKI", "TestSupport", "ValidationAuthority", "LoadGenerator", argumentParser, logging,
        ],
        path: "Benchmarks/shedu-bench", swiftSettings: settings),
    .testTarget(
        name: "LoadGeneratorTests",
        dependencies: ["LoadGenerator", crypto, nioCore, nioPosix, subprocess, systemPackage],
        path: "Benchmarks/LoadGeneratorTests", swiftSettings: settings),
]

let suites: [Target] = [
    .testTarget(
        name: "CrashTests", dependencies: ["LoadGenerator", "TestSupport", "shedu", asn1, crypto, x509],
        swiftSettings: settings),
    tests("AWSIoTTests", ["AWSIoT", "CloudProxy", "TestSupport", asyncHTTPClient, crypto, logging]),
    tests("ESTClientTests", ["ESTClient", "TestSupport"], exclude: ["Support/est_server.py"]),
    tests("TestSupportTests", ["TestSupport"]),
    tests(
        "CloudProxyTests",
        [
            "CloudProxy", "EventLog", "Events", "JSONSchema", "Listing", "PKIX", "Storage", "StorageSQLite",
            "TestSupport", logging, serviceLifecycle,
        ]),
    tests("HTTPSemanticsTests", ["HTTPSemantics", "TestSupport"]),
    tests("EventsTests", ["Events", "JSONSchema", "TestSupport"], exclude: ["Golden", "event-types.txt"]),
    tests("JSONPatchTests", ["JSONPatch", "JSONSchema", "ManagementAPI", "TestSupport"]),
    tests("JSONSchemaTests", ["JSONSchema", "TestSupport"]),
    tests("TidyTests", ["Documentation", "TestSupport"]),
    tests("ListingTests", ["Listing", "Storage", "StorageSQLite", "TestSupport"]),
    tests("ManagementAPITests", ["Events", "JSONSchema", "ManagementAPI", "TestSupport"]),
    tests(
        "ManagementHTTPTests",
        [
            "CertificateAuthority", "CloudEvents", "CloudProxy", "DeviceManager", "EventLog", "Events", "JSONSchema",
            "KeyStoreSoftware", "Listing", "ManagementAPI", "ManagementClient", "ManagementHTTP", "PKIX",
            "RegistrationAuthority", "Storage", "StorageSQLite", "TestPKI", "TestSupport", "ValidationAuthority",
            asyncHTTPClient, crypto, logging, nioCore, nioPosix, serviceLifecycle,
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ],
        exclude: ["Judges"]),
    tests(
        "ValidationAuthorityTests",
        [
            "CertificateAuthority", "EventLog", "Events", "KeyStore", "Listing", "ManagementAPI", "PKIX", "Storage",
            "StorageSQLite", "TestPKI", "TestSupport", "ValidationAuthority", crypto, logging, serviceLifecycle, x509,
        ],
        exclude: ["Judges"]),
    tests(
        "ValidationHTTPTests",
        [
            "TestSupport", "ValidationHTTP", asyncHTTPClient, logging, nioCore, nioPosix, serviceLifecycle,
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ]),
    tests("ServerTests", ["ESTServer", "Events", "PKIX", "Server", "TestSupport"]),
    tests("EndToEndTests", ["TestSupport", "shedu"], exclude: ["Judges"]),
    tests("StorageTests", ["Storage"]),
    tests("StorageSQLiteTests", ["Storage", "StorageConformance", "StorageSQLite"]),
    tests(
        "EventLogTests",
        [
            "EventLog", "Events", "Storage", "StorageConformance", "StorageSQLite", logging, serviceLifecycle,
            .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
        ]),
    tests("CloudEventsTests", ["CloudEvents", "TestSupport"], exclude: ["Judges"]),
    tests("PKIXTests", ["PKIX", "TestSupport", asn1, crypto, cryptoExtras, x509]),
    tests(
        "ESTServerTests",
        [
            "ESTServer", "PKIX", "TestSupport", asn1, crypto, cryptoExtras, logging, nioCore, nioPosix, nioSSL,
            serviceLifecycle,
            subprocess, systemPackage, x509,
        ]),
    tests(
        "CertificateAuthorityTests",
        [
            "CertificateAuthority", "EventLog", "Events", "JSONSchema", "KeyStore", "Listing", "ManagementAPI", "PKIX",
            "Storage", "StorageSQLite", "TestPKI", "TestSupport",
        ]),
    tests(
        "IssuanceProfilesTests",
        [
            "CertificateAuthority", "Events", "IssuanceProfiles", "JSONSchema", "ManagementAPI", "PKIX", "TestPKI",
            "TestSupport", asn1, crypto, cryptoExtras, x509,
        ],
        exclude: ["Judges"]),
    tests(
        "KeyStoreSoftwareTests",
        ["KeyStore", "KeyStoreSoftware", "PKIX", "Storage", "StorageSQLite", "TestSupport", crypto, nioPosix]),
    tests(
        "DeviceManagerTests",
        [
            "CertificateAuthority", "DeviceManager", "EventLog", "Events", "JSONSchema", "Listing", "ManagementAPI",
            "PKIX",
            "RegistrationAuthority", "Storage", "StorageSQLite",
            "TestPKI", "TestSupport", logging,
        ]),
    tests(
        "RegistrationAuthorityTests",
        [
            "CertificateAuthority", "DeviceManager", "EventLog", "Events", "JSONSchema", "Listing", "ManagementAPI",
            "OutboundHTTP", "PKIX", "RegistrationAuthority", "Storage", "StorageSQLite", "TestPKI", "TestSupport",
            asyncHTTPClient, crypto,
        ],
        exclude: ["Judges"]),
]

let package = Package(
    name: "shedu",
    products: [
        .library(name: "CloudEvents", targets: ["CloudEvents"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: standards + contracts + ports + domain + cloud + adapters + apps + benchmarks + testing + suites
)
