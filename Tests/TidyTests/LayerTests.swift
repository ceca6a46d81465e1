import Testing

@Suite("The layers")
struct LayerTests {
    private let tree: SourceTree
    private let manifest: Manifest

    init() throws {
        tree = try SourceTree()
        manifest = try Manifest()
    }

    @Test("of the target map are those of the folders")
    func map() {
        let layers = tree.layers
        #expect(layers.count > 15 && manifest.targets.count > layers.count)
        let missing = layers.keys.filter { name in !manifest.targets.contains { $0.name == name } }.sorted()
        #expect(missing == [], "folders in Sources without a target in Package.swift")
        for target in manifest.targets where target.layer != "Tests" {
            #expect(layers[target.name] == target.layer, "\(target.name)")
        }
    }

    @Test("have no edge upward in the target map, nor to a neighbour that is not allowed")
    func edges() {
        let layers = tree.layers
        let objections = manifest.targets.flatMap { target in
            target.dependencies.compactMap { name -> String? in
                guard let layer = layers[name] else {
                    return target.layer == "Tests" ? nil : "\(target.name) names \(name): there is no such module"
                }
                return LayerRules.objection((target.name, target.layer), (name, layer))
            }
        }
        #expect(objections == [])
    }

    @Test("have no import upward in the sources, nor of a neighbour that is not allowed")
    func imports() {
        let layers = tree.layers
        let objections = tree.files.flatMap { file in
            file.imports.compactMap { name -> String? in
                guard let layer = layers[name] else { return nil }
                return LayerRules.objection((file.module, file.layer ?? ""), (name, layer)).map {
                    "\(file.path): \($0)"
                }
            }
        }
        #expect(objections == [])
    }

    @Test("import of our modules exactly what the target map declares")
    func declared() {
        let layers = tree.layers
        for target in manifest.targets where target.layer != "Tests" {
            let imported = Set(tree.files.filter { $0.module == target.name }.flatMap(\.imports))
                .filter { layers[$0] != nil }
            let declared = Set(target.dependencies)
            #expect(imported.subtracting(declared) == [], "\(target.name) imports what Package.swift does not declare")
            #expect(declared.subtracting(imported) == [], "\(target.name) declares what it does not import")
        }
    }

    @Test("leave adapters to the apps and to tests")
    func adapters() {
        let layers = tree.layers
        for target in manifest.targets where !["Apps", "Tests", "Testing"].contains(target.layer) {
            #expect(target.dependencies.filter { layers[$0] == "Adapters" } == [], "\(target.name)")
        }
    }

    @Test("leave CloudEvents free of anything of ours, because others may use it alone")
    func cloudEvents() {
        let files = tree.files.filter { $0.module == "CloudEvents" }
        #expect(!files.isEmpty)
        #expect(files.flatMap(\.imports).filter { $0 != "Foundation" && $0 != "FoundationEssentials" } == [])
    }

    @Test("are judged by rules that can object")
    func rules() {
        let (events, storage) = (("Events", "Contracts"), ("Storage", "Ports"))
        let (ca, devices) = (("CertificateAuthority", "Domain"), ("DeviceManager", "Domain"))
        #expect(LayerRules.objection(events, storage) != nil)
        #expect(LayerRules.objection(storage, events) == nil)
        #expect(LayerRules.objection(ca, devices) != nil)
        #expect(LayerRules.objection(devices, ca) == nil)
        #expect(LayerRules.objection(("CloudProxy", "Domain"), ca) != nil)
        #expect(LayerRules.objection(("ESTServer", "Adapters"), ("AWSIoT", "Adapters")) != nil)
        #expect(LayerRules.objection(("Server", "Apps"), ("AWSIoT", "Adapters")) == nil)
        #expect(LayerRules.objection(("Server", "Apps"), ("TestPKI", "Testing")) != nil)
        #expect(LayerRules.objection(("TestPKI", "Testing"), ("StorageSQLite", "Adapters")) == nil)
    }
}
