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

  /// The bytes are those of Python's zlib.
  @Test func compressedBytes() throws {
    let packed = "04000000789C4B4C4C4C"
    #expect(try answer("LEFT(HEX(COMPRESS('aaaa')), 20)").first?.first == packed)
    #expect(
      try answer(
        "UNCOMPRESS(COMPRESS(REPEAT('Vitrine', 99))) = REPEAT('Vitrine', 99), HEX(COMPRESS('')), "
          + "LENGTH(UNCOMPRESS('')), COMPRESS(NULL), UNCOMPRESSED_LENGTH(COMPRESS('abc'))"
      ) == [["1", "", "0", nil, "3"]]
    )
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    for (bytes, code) in [("'abc'", 1259), ("'abcdefgh'", 1256), ("x'0100000041414141'", 1259)] {
      #expect(try session.execute("SELECT UNCOMPRESS(\(bytes))").textRows == [[nil]])
      #expect(session.warnings.map(\.code) == [code])
    }
    let long = "SELECT UNCOMPRESS(INSERT(COMPRESS('aaaa'), 1, 1, x'02'))"
    #expect(try session.execute(long).textRows == [[nil]])
    #expect(session.warnings.map(\.code) == [1258])
  }

  /// The examples of MySQL's manual, and documents on both sides of the large form.
  @Test func sizesOfDocuments() throws {
    let documents = [
      #"[100, "sakila", [1, 3, 5], 425.05]"#: 45,
      #"{"a": 1000, "b": "a", "c": "[1, 3, 5, 7]"}"#: 44,
      #"{"a": 1000, "b": "wxyz", "c": "[1, 3, 5, 7]"}"#: 47, "null": 2, "1": 3, "100000": 5,
      "5000000000": 9, #""abc""#: 5, "[]": 5, "{}": 5, "[100000]": 12, "1.5": 9,
    ]
    for (document, size) in documents {
      #expect(try answer("JSON_STORAGE_SIZE('\(document)')") == [["\(size)"]], "\(document)")
    }
    let long = "JSON_STORAGE_SIZE(JSON_ARRAY(100000, REPEAT('a', 65530)))"
    #expect(try answer(long) == [["65552"]])
    #expect(try answer("JSON_STORAGE_FREE('[1]'), JSON_STORAGE_FREE(NULL)") == [["0", nil]])
    #expect(try error("JSON_STORAGE_SIZE(CAST(1.50 AS JSON))")?.code == .unsupported)
  }

  @Test func distancesOfPoints() throws {
    #expect(
      try answer(
        "ST_Distance(POINT(1, 1), POINT(4, 5)), ST_Distance_Sphere(POINT(0, 0), POINT(180, 0)), "
          + "ST_Distance_Sphere(POINT(13.4, 52.5), POINT(2.35, 48.85)), ST_Distance_Sphere(POINT(0, 0), POINT(180, 0), 1), "
          + "ST_Distance(NULL, POINT(1, 1))"
      ) == [["5", "20015042.813723423", "876797.1513835775", "3.141592653589793", nil]]
    )
    let faults = [
      "POINT(181, 0), POINT(0, 0)": 3616, "POINT(0, 0), POINT(0, 91)": 3617,
      "POINT(0, 0), POINT(0, 1), 0": 3706,
    ]
    for (arguments, code) in faults {
      #expect(try error("ST_Distance_Sphere(\(arguments))")?.code.number == code)
    }
  }

  @Test func whatTheServerHasNot() throws {
    #expect(
      try answer(
        "SOURCE_POS_WAIT('f', 4, 1), MASTER_POS_WAIT('f', 4), ICU_VERSION() > 0, ROLES_GRAPHML()"
      )
        == [[nil, nil, "1", #"<?xml version="1.0" encoding="UTF-8"?><graphml />"#]]
    )
    #expect(try error("WAIT_FOR_EXECUTED_GTID_SET('', 0)")?.code.number == 3062)
    #expect(try answer("HEX(WEIGHT_STRING('abc' AS BINARY(2)))") == [["6162"]])
    #expect(try answer("HEX(WEIGHT_STRING('abc' AS BINARY(4)))") == [["61626300"]])
  }
}
