import Foundation
import VitrineSQL

/// Where a cluster's files lie: `catalog.db`, and `<keyspace>/<shard>.db` for every shard.
struct ClusterDirectory: Sendable {
  let path: String

  init(_ path: String) {
    self.path = path
  }

  /// A fresh directory for a cluster that goes when it is closed.
  ///
  /// Its name tells the process, so that another can remove what a killed one left behind.
  static func temporary() -> ClusterDirectory {
    _ = sweep
    let name = "\(temporaryPrefix)\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
    return ClusterDirectory(
      FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    )
  }

  private static let temporaryPrefix = "vitrine-temporary-"

  /// Removes, once in a process, the temporary clusters of processes that are gone.
  ///
  /// One younger than an hour stays: its process may live where this one cannot see it.
  private static let sweep: Void = {
    let home = FileManager.default.temporaryDirectory
    let names = (try? FileManager.default.contentsOfDirectory(atPath: home.path)) ?? []
    for name in names where name.hasPrefix(temporaryPrefix) {
      let path = home.appendingPathComponent(name).path
      guard let process = Int32(name.dropFirst(temporaryPrefix.count).prefix { $0 != "-" }),
        process > 0, kill(process, 0) != 0, errno == ESRCH,
        let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        let date = attributes[.modificationDate] as? Date, date.timeIntervalSinceNow < -3600
      else { continue }
      ClusterDirectory(path).remove()
    }
  }()

  var catalogFile: String { path + "/catalog.db" }

  func directory(ofKeyspace keyspace: String) -> String {
    "\(path)/\(Self.fileName(keyspace))"
  }

  func file(ofShard shard: String, keyspace: String) -> String {
    "\(directory(ofKeyspace: keyspace))/\(Self.fileName(shard)).db"
  }

  /// Where sessions' temporary tables lie: no keyspace's directory has such a name.
  private var temporaryTables: String { path + "/#temporary" }

  /// The file of a session's temporary table, in a directory that is there from now on.
  func file(ofTemporary name: String) throws(SQLError) -> String {
    try make(temporaryTables)
    return "\(temporaryTables)/\(name).db"
  }

  /// Removes what sessions of a process that has crashed have left.
  func removeTemporaryTables() throws(SQLError) {
    try remove(directory: temporaryTables)
  }

  /// Removes a database's file and those beside it.
  func removeDatabase(_ file: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
      try? FileManager.default.removeItem(atPath: file + suffix)
    }
  }

  /// Makes the directory; what is there already must be empty.
  func create() throws(SQLError) {
    guard !exists(catalogFile) else {
      throw SQLError(
        .fileError,
        "there is a cluster in '\(path)' already",
        hint: "open it instead"
      )
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw SQLError(.fileError, "cannot make the directory '\(path)': \(Self.reason(error))")
    }
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw SQLError(.fileError, "cannot read the directory '\(path)'")
    }
    guard entries.isEmpty else {
      throw SQLError(
        .fileError,
        "the directory '\(path)' is not empty",
        hint: "name an empty or a new one"
      )
    }
    try checkWritable()
  }

  /// Refuses a directory that holds no cluster or cannot be written to.
  func checkHoldsCluster() throws(SQLError) {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue
    else { throw SQLError(.notACluster, "there is no directory '\(path)'") }
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw SQLError(.fileError, "the directory '\(path)' may not be entered: permission denied")
    }
    guard exists(catalogFile) else {
      throw SQLError(
        .notACluster,
        "'\(path)' is not a cluster: it has no catalog.db",
        hint: "make a cluster with 'vitrine init'"
      )
    }
    try checkWritable()
  }

  func createDirectory(ofKeyspace keyspace: String) throws(SQLError) {
    try make(directory(ofKeyspace: keyspace))
  }

  private func make(_ directory: String) throws(SQLError) {
    do {
      try FileManager.default.createDirectory(
        atPath: directory,
        withIntermediateDirectories: true
      )
    } catch {
      throw SQLError(.fileError, "cannot make the directory '\(directory)': \(Self.reason(error))")
    }
  }

  func removeDirectory(ofKeyspace keyspace: String) throws(SQLError) {
    try remove(directory: directory(ofKeyspace: keyspace))
  }

  private func remove(directory: String) throws(SQLError) {
    guard exists(directory) else { return }
    do {
      try FileManager.default.removeItem(atPath: directory)
    } catch {
      throw SQLError(.fileError, "cannot remove '\(directory)': \(Self.reason(error))")
    }
  }

  /// Removes everything, of a temporary cluster.
  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }

  func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: file) }

  private func checkWritable() throws(SQLError) {
    guard FileManager.default.isWritableFile(atPath: path) else {
      throw SQLError(
        .readOnly,
        "the directory '\(path)' is read-only",
        hint: "a cluster needs to write its files, even to read"
      )
    }
  }

  /// A name that is safe in every file system: what is neither a letter, a digit, `_` nor `-` is
  /// written as `%` and two hexadecimal digits.
  static func fileName(_ name: String) -> String {
    var result = ""
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return result
  }

  private static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return (underlying ?? error as NSError).localizedDescription
  }
}
