// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every target of ours: Swift 6 mode (by the tools version) and these.
let swift: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .treatAllWarnings(as: .error),  // SE-0480
]
let c: [CSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "cijfer",
  products: [
    .library(name: "Cijfer", targets: ["Cijfer"]),
    .executable(name: "cijfer", targets: ["CijferCommand"]),
  ],
  traits: [
    .default(enabledTraits: ["ReviewPage"]),
    .trait(
      name: "ReviewPage", description: "The review page and its server; without it, review by table only."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
  ],
  // In the order of the data's way; a target imports only what stands above it.
  targets: [
    // targets: begin
    .target(name: "CTIFF", cSettings: c, linkerSettings: [.linkedLibrary("tiff")]),
    .target(name: "CJPEG", cSettings: c, linkerSettings: [.linkedLibrary("jpeg")]),
    .target(name: "CZlib", cSettings: c, linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CKernels", cSettings: c),
    .target(name: "Raster", swiftSettings: swift),
    .target(name: "Drawing", dependencies: ["Raster", "CZlib"], swiftSettings: swift),
    .target(name: "Ingest", dependencies: ["Raster", "CTIFF", "CJPEG"], swiftSettings: swift),
    .target(name: "NumberFormats", dependencies: [], resources: [.embedInCode("Data")], swiftSettings: swift),
    .target(name: "Forms", dependencies: ["Raster", "NumberFormats"], swiftSettings: swift),
    .target(
      name: "GlyphNet",
      dependencies: [
        "Raster", "CZlib", "CKernels", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: swift),
    .target(
      name: "FieldDecoding",
      dependencies: ["NumberFormats", .product(name: "HeapModule", package: "swift-collections")],
      swiftSettings: swift),
    .target(
      name: "Synthesis", dependencies: ["Raster", "Ingest", "Forms", "NumberFormats"], swiftSettings: swift),
    .target(
      name: "Ledger",
      dependencies: [
        "Raster", "Drawing", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: swift),
    .target(
      name: "Pipeline",
      dependencies: [
        "Raster", "Drawing", "Ingest", "NumberFormats", "Forms", "GlyphNet", "FieldDecoding", "Ledger",
        .product(name: "Logging", package: "swift-log"), .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ], swiftSettings: swift),
    .target(
      name: "Evaluation", dependencies: ["Raster", "NumberFormats", "Ledger", "FieldDecoding", "Drawing"],
      swiftSettings: swift),
    .target(
      name: "ReviewPage",
      dependencies: [
        "Ledger", "Pipeline",
        .product(name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["ReviewPage"])),
      ], resources: [.embedInCode("Page")], swiftSettings: swift),
    .target(name: "Cijfer", dependencies: ["Pipeline"], swiftSettings: swift),
    .executableTarget(
      name: "CijferCommand",
      dependencies: [
        "Pipeline", "Evaluation", "Synthesis", "ReviewPage",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: swift),
    .executableTarget(
      name: "DecodingSpeed", dependencies: ["FieldDecoding", "Raster"], path: "Benchmarks/DecodingSpeed",
      swiftSettings: swift),
    .executableTarget(
      name: "NetworkSpeed", dependencies: ["GlyphNet"], path: "Benchmarks/NetworkSpeed", swiftSettings: swift),
    .executableTarget(
      name: "PageSpeed", dependencies: ["Pipeline"], path: "Benchmarks/PageSpeed", swiftSettings: swift),
    .executableTarget(
      name: "RegistrationFigures",
      dependencies: [
        "Pipeline", "Synthesis", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Benchmarks/RegistrationFigures", swiftSettings: swift),
    .testTarget(name: "RasterTests", dependencies: ["Raster"], swiftSettings: swift),
    .testTarget(name: "DrawingTests", dependencies: ["Drawing"], swiftSettings: swift),
    .testTarget(name: "IngestTests", dependencies: ["Ingest"], swiftSettings: swift),
    .testTarget(name: "NumberFormatsTests", dependencies: ["NumberFormats"], swiftSettings: swift),
    .testTarget(name: "FormsTests", dependencies: ["Forms"], swiftSettings: swift),
    .testTarget(
      name: "GlyphNetTests", dependencies: ["GlyphNet"], exclude: ["Oracles"], swiftSettings: swift),
    .testTarget(name: "FieldDecodingTests", dependencies: ["FieldDecoding"], swiftSettings: swift),
    .testTarget(name: "SynthesisTests", dependencies: ["Synthesis"], swiftSettings: swift),
    .testTarget(
      name: "LedgerTests", dependencies: ["Ledger", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: swift),
    .testTarget(name: "PipelineTests", dependencies: ["Pipeline"], swiftSettings: swift),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"], swiftSettings: swift),
    .testTarget(name: "CijferTests", dependencies: ["Cijfer"], swiftSettings: swift),
    .testTarget(name: "CijferCommandTests", dependencies: ["CijferCommand"], swiftSettings: swift),
    // targets: end
  ]
)

// `scripts/fuzz` sets this: what libFuzzer drives has no main function, and is nothing that others build.
if Context.environment["CIJFER_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzz", dependencies: ["Ingest", "GlyphNet", "Pipeline"], path: "Fuzz", swiftSettings: swift))
}
