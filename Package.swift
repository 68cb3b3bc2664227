// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is compiled with. `NFSH_STRICT`, which `scripts/test` sets, turns warnings into errors, so
/// that a newer compiler's new warnings cannot stop somebody who only wants to run the program.
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ] + (Context.environment["NFSH_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// For a target whose names a release program must not hold.
let unreflected: [SwiftSetting] = [
    .unsafeFlags(["-Xfrontend", "-disable-reflection-metadata"], .when(configuration: .release))
]

/// How programs are linked on Linux: by the toolchain's own linker, since not every system has the one that it would
/// choose; and for release by what makes the start short. Without position independence there are none of 135,000
/// relative relocations to write, without exported symbols no search through them, and the C++ library costs less
/// inside than beside the program. `scripts/lib/build.sh` names a folder with its archive in `NFSH_STATIC_CXX`.
let linking: [LinkerSetting] = [
    .unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux])),
    .unsafeFlags(
        ["-Xclang-linker", "-no-pie", "-Xlinker", "--no-export-dynamic", "-Xlinker", "--strip-all"]
            + (Context.environment["NFSH_STATIC_CXX"].map { ["-L\($0)", "-Xclang-linker", "-static-libgcc"] } ?? []),
        .when(platforms: [.linux], configuration: .release)),
]

/// What a benchmark alone needs: by the variable that it sets, so that nobody else builds it.
let benchmarks: [Target] =
    Context.environment["NFSH_BENCHMARK"] == nil
    ? []
    : [
        .executableTarget(
            name: "NoticeSource", dependencies: ["LineEditing"], path: "Tests/NoticeSource", swiftSettings: settings,
            linkerSettings: linking),
        .executableTarget(
            name: "ChecksumSpeed", dependencies: ["NexusFlowAPI"], path: "Tests/ChecksumSpeed", swiftSettings: settings,
            linkerSettings: linking),
    ]

let package = Package(
    name: "nfsh",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: [
        .executableTarget(
            name: "nfsh",
            dependencies: [
                "LineEditing", "LocalService", "Media", "NexusFlowAPI", "NexusFlowClient", "Shell", "ShellLanguage",
                "TaskEngine", "TaskLedger",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings,
            linkerSettings: linking
        ),

        .target(name: "ShellLanguage", swiftSettings: settings),
        .target(
            name: "Shell",
            dependencies: [
                "Media", "NexusFlowAPI", "ShellLanguage", "TaskEngine", "TaskLedger",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings
        ),
        .systemLibrary(name: "CEditline", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .target(name: "LineEditing", dependencies: ["CEditline"], swiftSettings: settings),

        .target(
            name: "TaskEngine",
            dependencies: [
                "CrashPoints", "Media", "NexusFlowAPI", "TaskLedger",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TaskLedger",
            dependencies: [
                "CrashPoints", "NexusFlowAPI",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Media",
            dependencies: [
                "NexusFlowAPI",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),

        .systemLibrary(name: "CCarryless"),
        .target(
            name: "NexusFlowAPI",
            dependencies: ["CCarryless"],
            resources: [.embedInCode("Catalogue/catalogue.json")],
            swiftSettings: settings
        ),
        .target(
            name: "NexusFlowClient",
            dependencies: [
                "CrashPoints", "NexusFlowAPI",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "LocalService",
            dependencies: [
                "NexusFlowAPI",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),

        .target(name: "CrashPoints", swiftSettings: settings + unreflected),
        .executableTarget(
            name: "CrashTest",
            dependencies: [
                "CrashPoints", "NexusFlowAPI", "TaskLedger",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings,
            linkerSettings: linking
        ),

        .testTarget(name: "ShellLanguageTests", dependencies: ["ShellLanguage"], swiftSettings: settings),
        .testTarget(
            name: "ShellTests",
            dependencies: [
                "LocalService", "Media", "NexusFlowAPI", "NexusFlowClient", "Shell", "ShellLanguage", "TaskEngine",
                "TaskLedger", .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings
        ),
        // Without the name that pkg-config knows it by: every build would say that it is missing where no tests are run.
        .systemLibrary(name: "CVTerm", path: "Tests/CVTerm", providers: [.apt(["libvterm-dev"])]),
        // Other tests use the terminal that it tests: a target of its own would be built with the program.
        .testTarget(name: "TerminalTests", dependencies: ["CVTerm"], swiftSettings: settings),
        .testTarget(name: "LineEditingTests", dependencies: ["LineEditing", "TerminalTests"], swiftSettings: settings),
        .testTarget(
            name: "TaskEngineTests", dependencies: ["NexusFlowAPI", "TaskEngine", "TaskLedger"], swiftSettings: settings
        ),
        .testTarget(
            name: "TaskLedgerTests",
            dependencies: ["NexusFlowAPI", "TaskLedger", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MediaTests", dependencies: ["Media", .product(name: "Subprocess", package: "swift-subprocess")],
            swiftSettings: settings
        ),
        .testTarget(name: "NexusFlowAPITests", dependencies: ["NexusFlowAPI"], swiftSettings: settings),
        .testTarget(
            name: "NexusFlowClientTests",
            dependencies: [
                "NexusFlowAPI", "NexusFlowClient", "TaskEngine", "TaskLedger",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "LocalServiceTests",
            dependencies: [
                "LocalService", "Media", "NexusFlowAPI",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CrashTestTests",
            dependencies: ["CrashPoints", "CrashTest", "Media", "NexusFlowAPI", "TaskLedger"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "NfshTests",
            dependencies: [
                "NexusFlowAPI", "TaskLedger", "TerminalTests", "nfsh",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings
        ),
    ] + benchmarks,
    swiftLanguageModes: [.v6]
)
