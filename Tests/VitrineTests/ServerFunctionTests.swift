import Testing
import Vitrine
import VitrineSQL

/// Functions whose answer depends on the server or on its variables.
@Suite struct ServerFunctionTests {
  private func answer(_ sql: String, mode: String? = nil) throws -> [[String?]] {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    if let mode { try session.execute("SET block_encryption_mode = '\(mode)'") }
    return try session.execute("SELECT \(sql)").textRows
  }

  private func error(_ sql: String, mode: String? = nil) throws -> SQLError? {
    do {
      _ = try answer(sql, mode: mode)
      return nil
    } catch let error as SQLError {
      return error
    }
  }

  /// Against `openssl enc`.
  @Test(arguments: [
    ("aes-128-cbc", "b9e99f30e7c45ce89579f544494e1c06385df5960d9e549ff339bcaf44d37ca4"),
    ("aes-256-cbc", "f8f0b7cf713c737488e3ad81766b0b0999f0d36ac129d4b6d5d2668928a239e5"),
    ("aes-192-cfb1", "58b3fb0259973231f563da3514423d19ff7765021ef4688d36a944279c4b42"),
    ("aes-128-cfb8", "e0bc4f2f09e392417729534227daad942005cf0f6a84baadfd03d9d8f88263"),
    ("aes-256-cfb128", "45a7eadf5341823db18e8bae7c547071e84b389fe3bd33ccca1603023ffcd7"),
    ("aes-128-ofb", "e08c0ede0596766e0c6b5457e98051a79f6d2f590a0d36386f2d9472ec190f"),
    ("AES-192-OFB", "419374cfcd7a79de9ff896d1d28e6f4d2a1deeaff1535c61868b05fa275114"),
  ]) func modesOfBlockEncryption(_ mode: String, _ expected: String) throws {
    let encrypted =
      "AES_ENCRYPT('some text that spans two blocks', 'a secret key', 'sixteen byte iv!')"
    let decrypted = "AES_DECRYPT(\(encrypted), 'a secret key', 'sixteen byte iv!')"
    #expect(
      try answer("LOWER(HEX(\(encrypted))), CAST(\(decrypted) AS CHAR)", mode: mode)
        == [[expected, "some text that spans two blocks"]]
    )
    #expect(try error("AES_ENCRYPT('x', 'k', 'short')", mode: mode)?.code == .invalidVector)
    #expect(try error("AES_ENCRYPT('x', 'k')", mode: mode)?.code == .wrongArgumentCount)
    #expect(try answer("AES_ENCRYPT(NULL, 'k', 'short')", mode: mode) == [[nil]])
  }

  @Test func modesThatAreNone() throws {
    #expect(try error("1", mode: "aes-129-cbc")?.code == .wrongValueForVariable)
    #expect(try answer("HEX(AES_ENCRYPT('', 'k', 'ignored'))").first?.first??.count == 32)
  }

  static let source = "3E11FA47-71CA-11E1-9E33-C80AA9429562"

  @Test(
    arguments: [
      ("GTID_SUBSET('\(source):23', '\(source):21-57')", "1"),
      ("GTID_SUBSET('\(source):23-25', '\(source):23-25')", "1"),
      ("GTID_SUBSET('\(source):20-25', '\(source):23-25')", "0"),
      ("GTID_SUBSET('', '')", "1"), ("GTID_SUBSET(NULL, '')", nil),
      ("LOWER(GTID_SUBTRACT('\(source):21-57', '\(source):21'))", "\(source.lowercased()):22-57"),
      ("GTID_SUBTRACT('\(source):21-57', '\(source):20-25')", "\(source.lowercased()):26-57"),
      (
        "GTID_SUBTRACT('\(source):21-57', '\(source):23-24')",
        "\(source.lowercased()):21-22:25-57"
      ),
      ("GTID_SUBTRACT('\(source):1:3:2', '')", "\(source.lowercased()):1-3"),
      ("LOAD_FILE('/etc/hostname')", nil), ("VALIDATE_PASSWORD_STRENGTH('N0Tweak$_@123!')", "0"),
      ("VALIDATE_PASSWORD_STRENGTH(NULL)", nil), ("UNCOMPRESSED_LENGTH('')", "0"),
      ("UNCOMPRESSED_LENGTH(x'0A00000078')", "10"), ("UNCOMPRESSED_LENGTH('abc')", nil),
    ] as [(String, String?)]
  ) func answers(_ expression: String, _ expected: String?) throws {
    #expect(try answer(expression) == [[expected]])
  }

  @Test(arguments: ["x", "\(source):0", "\(source)", "\(source):1-2-3", "\(source):a"])
  func textsThatAreNoTransactions(_ text: String) throws {
    #expect(try error("GTID_SUBSET('\(text)', '')")?.code == .malformedTransactionSet)
  }
}
