import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrineSQLite

@Suite("Hashes, addresses, regular expressions and zones")
struct MoreFunctionTests {
  private static let hashes: [CallCase] = [
    CallCase("MD5", ["'testing'"], "ae2b1fca515949e5d54fb22b8ed95575"),
    CallCase("MD5", ["NULL"], nil),
    CallCase("SHA1", ["'abc'"], "a9993e364706816aba3e25717850c26c9cd0d89d"),
    CallCase("SHA", ["''"], "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    CallCase(
      "SHA2",
      ["'abc'", "224"],
      "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"
    ),
    CallCase("SHA2", ["''", "224"], "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"),
    CallCase(
      "SHA2",
      ["'abc'", "0"],
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    ),
    CallCase("SHA2", ["'abc'", "1"], nil),
    CallCase("IS_IPV4", ["'10.0.5.9'"], "1"), CallCase("IS_IPV4", ["'10.0.5.256'"], "0"),
    CallCase("IS_IPV6", ["'::1'"], "1"), CallCase("IS_IPV6", ["'10.0.5.9'"], "0"),
    CallCase("IS_IPV4_MAPPED", ["'::ffff:1.2.3.4'"], "0"),
    CallCase("INET6_NTOA", ["'abcd'"], nil),
    CallCase("FORMAT_BYTES", ["512"], " 512 bytes"),
    CallCase("FORMAT_BYTES", ["18446644073709551615"], "16.00 EiB"),
    CallCase("FORMAT_PICO_TIME", ["3501"], "3.50 ns"),
    CallCase("FORMAT_PICO_TIME", ["188732396662000"], "3.15 min"),
  ]

  private static let texts: [CallCase] = [
    CallCase("FORMAT", ["123456789.125", "2", "'de_DE'"], "123.456.789,13"),
    CallCase("FORMAT", ["123456789.125", "2", "'fr_FR'"], "123456789,13"),
    CallCase("FORMAT", ["123456789.125", "2", "'en_IN'"], "12,34,56,789.13"),
    CallCase("FORMAT", ["-1234.5", "1", "'xx_XX'"], "-1,234.5"),
    CallCase("REGEXP_REPLACE", ["'abc def'", "'([a-z])([a-z])'", "'<$2$1>'"], "<ba>c <ed>f"),
    CallCase("REGEXP_REPLACE", ["'abc abc'", "'b'", "'X'", "1", "2"], "abc aXc"),
    CallCase("REGEXP_LIKE", ["'ABC'", "'abc'"], "1"),
    CallCase("REGEXP_LIKE", ["'ABC'", "'abc'", "'c'"], "0"),
    CallCase("REGEXP_LIKE", ["'fo\no'", "'[[:alpha:]]+'"], "1"),
    CallCase("REGEXP_INSTR", ["'😀äbc'", "'c'"], "4"),
    CallCase("REGEXP_SUBSTR", ["'abc def ghi'", "'[a-z]+'", "4"], "def"),
    CallCase(
      "CONVERT_TZ",
      ["'2004-07-01 12:00:00'", "'UTC'", "'Europe/Berlin'"],
      "2004-07-01 14:00:00.000000"
    ),
    CallCase(
      "CONVERT_TZ",
      ["'2004-01-01 12:00:00'", "'europe/berlin'", "'America/New_York'"],
      "2004-01-01 06:00:00.000000"
    ),
    // Clocks are put forward over it, and back over it.
    CallCase(
      "CONVERT_TZ",
      ["'2004-03-28 02:30:00'", "'Europe/Berlin'", "'UTC'"],
      "2004-03-28 01:00:00.000000"
    ),
    CallCase(
      "CONVERT_TZ",
      ["'2004-10-31 02:30:00'", "'Europe/Berlin'", "'UTC'"],
      "2004-10-31 00:30:00.000000"
    ),
    CallCase("CONVERT_TZ", ["'2004-01-01 12:00:00'", "'UTC'", "'No/Where'"], nil),
    CallCase(
      "CONVERT_TZ",
      ["'1900-01-01 12:00:00'", "'+00:00'", "'+10:00'"],
      "1900-01-01 12:00:00.000000"
    ),
  ]

  @Test(arguments: hashes + texts) func callGivesTheAnswer(_ test: CallCase) throws {
    let library = try Library()
    let call = try FunctionCatalog.call(test.name, test.arguments.map(Operand.literal))
    #expect(try library.text(call) == test.expected, "\(call.sql)")
  }

  /// As a server encrypted them with `block_encryption_mode = 'aes-128-ecb'`.
  @Test(arguments: [
    ("text", "password", "f6bd0fa8dcb7f8cd4a2faabc54668044"),
    ("", "k", "932f1b1e9189536b938a6b67666d4031"),
    (
      "sixteen bytes!!!", "a key of more than sixteen bytes",
      "6ee7729403ee8fbf5a32d4aa89e4d4321f03973ae7b867d6d9ffb10b4931ab41"
    ),
  ])
  func aesEncryptsAndDecrypts(text: String, key: String, expected: String) throws {
    let cipher = BlockCipher(.standard, key: Array(key.utf8))
    let encrypted = try cipher.encrypted(Array(text.utf8))
    let hexadecimal = encrypted.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(hexadecimal == expected)
    #expect(try cipher.decrypted(encrypted) == Array(text.utf8))
    #expect(try BlockCipher(.standard, key: Array("j".utf8)).decrypted(encrypted) == nil)
  }

  @Test(arguments: [
    ("fdfe::5a55:caff:fefa:9089", "fdfe0000000000005a55cafffefa9089"), ("10.0.5.9", "0a000509"),
    ("1:2:3:4:5:6:1.2.3.4", "00010002000300040005000601020304"), ("1:2", nil), (":1::", nil),
    ("1::", "00010000000000000000000000000000"), ("::", "00000000000000000000000000000000"),
    ("1:2:3:4:5:6:7::8", nil), ("1.2.3", nil), ("12345::", nil), ("1::2::3", nil),
  ])
  func addressesAreRead(text: String, expected: String?) {
    let bytes = NetworkAddress.bytes(text)
    let read = bytes?.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(read == expected)
  }

  @Test func wrongGroupsAndFlagsAreRefused() throws {
    let library = try Library()
    for arguments in [["'a'", "'(a)'", "'$2'"], ["'a'", "'a'", "'$x'"]] {
      let call = try FunctionCatalog.call("REGEXP_REPLACE", arguments.map(Operand.literal))
      #expect(throws: SQLError.self) { try library.text(call) }
    }
    for arguments in [["'a'", "'('"], ["'a'", "'a'", "'q'"]] {
      let call = try FunctionCatalog.call("REGEXP_LIKE", arguments.map(Operand.literal))
      #expect(throws: SQLError.self) { try library.text(call) }
    }
  }
}
