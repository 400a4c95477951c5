import ArgumentParser
import Foundation
import Testing
import VitrineSQL

@testable import VitrineCLI

@Suite struct TextFileTests {
  @Test func aByteOrderMarkIsPassedOver() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("vitrine-test-\(UUID().uuidString).sql")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(TextFile.byteOrderMark + Array("SELECT 1;\r\nSELECT 2".utf8)).write(to: file)
    #expect(try TextFile.read(file.path) == "SELECT 1;\r\nSELECT 2")
    let handle = try FileHandle(forReadingFrom: file)
    var lines = LineSource(descriptor: handle.fileDescriptor)
    #expect(try lines.next() == "SELECT 1;")
    #expect(try lines.next() == "SELECT 2")
    #expect(try lines.next() == nil)
  }

  @Test func bytesThatAreNoTextAreRefused() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("vitrine-test-\(UUID().uuidString).sql")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(Array("SELECT 'é';\nSELECT '".utf8) + [0xC3, 0x28, 0xFF] + Array("';\nSELECT 3".utf8))
      .write(to: file)
    let error = #expect(throws: SQLError.self) { try TextFile.read(file.path) }
    #expect(error?.code.number == 1300)
    #expect(error?.message.hasSuffix(#"string: '\xC3\x28\xFF\x27\x3B\x0A' in line 2"#) == true)
    let handle = try FileHandle(forReadingFrom: file)
    var lines = LineSource(descriptor: handle.fileDescriptor)
    #expect(try lines.next() == "SELECT 'é';")
    #expect(throws: SQLError.self) { try lines.next() }
    #expect(try lines.next() == "SELECT 3")
    #expect(try lines.next() == nil)
  }

  /// What mysqldump writes of a BLOB without --hex-blob.
  @Test func binaryLiteralsHoldAnyBytes() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("vitrine-test-\(UUID().uuidString).sql")
    defer { try? FileManager.default.removeItem(at: file) }
    let start = "INSERT INTO t VALUES (1, _binary '"
    try Data(Array(start.utf8) + [0xFF, 0x5C, 0x30, 0xFE] + Array("', 'é');\nSELECT 3".utf8))
      .write(to: file)
    let insert = "INSERT INTO t VALUES (1, _binary X'FF00FE', 'é');"
    #expect(try TextFile.read(file.path) == insert + "\nSELECT 3")
    let handle = try FileHandle(forReadingFrom: file)
    var lines = LineSource(descriptor: handle.fileDescriptor)
    #expect(try lines.next() == insert)
    #expect(try lines.next() == "SELECT 3")
  }

  @Test func aFailedInitCanBeTriedAgain() throws {
    let home = FileManager.default.temporaryDirectory
      .appendingPathComponent("vitrine-test-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: home) }
    let directory = home.path + "/cluster"
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    let schema = home.path + "/schema.sql"
    try Data("CREATE TABEL t (id INT)".utf8).write(to: URL(fileURLWithPath: schema))
    let command = try InitCommand.parse([directory, "--schema", schema])
    #expect(throws: (any Error).self) { try command.run() }
    try Data("CREATE TABLE t (id INT PRIMARY KEY)".utf8).write(to: URL(fileURLWithPath: schema))
    try command.run()
    #expect(throws: (any Error).self) { try command.run() }
    #expect(FileManager.default.fileExists(atPath: directory + "/catalog.db"))
  }
}
