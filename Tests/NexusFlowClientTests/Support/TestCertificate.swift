import FoundationEssentials
import NIOSSL

/// A certificate for `localhost` that signs itself, valid from 2020 to 2120. Nothing but these tests trusts it.
enum TestCertificate {
    static func serverContext() throws -> NIOSSLContext {
        let certificate = try NIOSSLCertificate(bytes: Array(pem.utf8), format: .pem)
        let privateKey = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [.certificate(certificate)], privateKey: .privateKey(privateKey)))
    }

    /// Writes the certificate to a file for the time of `body`, as `SSL_CERT_FILE` would name it.
    static func withFile(_ body: (_ path: String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "nfsh-\(UUID().uuidString).pem")
        try Data(pem.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await body(file.path)
    }

    /// Writes the certificate to a folder for the time of `body`, as `openssl rehash` would name it.
    static func withFolder(_ body: (_ path: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nfsh-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(pem.utf8).write(to: folder.appending(path: "\(subjectHash).0"))
        try await body(folder.path)
    }

    /// What `openssl x509 -subject_hash` says of it.
    private static let subjectHash = "ce275665"

    private static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBYTCCAQegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
        c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
        CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCNpOjePZSwK5/VR
        87AJT2YPBQL/eP9tANyjsfFaRXnHMvtrFIYy019LOdML4u/VgPGufnxNidTxyAuP
        lAWrXxujSDBGMA8GA1UdEwEB/wQFMAMBAf8wFAYDVR0RBA0wC4IJbG9jYWxob3N0
        MB0GA1UdDgQWBBSAyKbEcp0SIiUzxoA00RfYu2TtvjAKBggqhkjOPQQDAgNIADBF
        AiEA8qCvNnBeQdW6Dlsp71PMRKhipwtWkWMvnBrYsfVnmiwCICKRGaPP5FINTBK1
        YuqRxhR37MM10C9W+aEYZO84lMIV
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjU1vZtbhTEVkaTx8
        JghWLTDaVKDMsxu49EpOBnvJSOOhRANCAAQjaTo3j2UsCuf1UfOwCU9mDwUC/3j/
        bQDco7HxWkV5xzL7axSGMtNfSznTC+Lv1YDxrn58TYnU8cgLj5QFq18b
        -----END PRIVATE KEY-----
        """
}
