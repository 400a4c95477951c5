import CSQLite

/// SQLite's extended result codes, which its header computes in a way Swift does not import: a
/// primary code with a number of its own above the lowest byte.
enum ExtendedCode {
  static let busySnapshot = SQLITE_BUSY | 2 << 8
  static let ioNoMemory = SQLITE_IOERR | 12 << 8
  static let ioCorruptFileSystem = SQLITE_IOERR | 33 << 8
  static let check = SQLITE_CONSTRAINT | 1 << 8
  static let foreignKey = SQLITE_CONSTRAINT | 3 << 8
  static let notNull = SQLITE_CONSTRAINT | 5 << 8
  static let primaryKey = SQLITE_CONSTRAINT | 6 << 8
  static let trigger = SQLITE_CONSTRAINT | 7 << 8
  static let unique = SQLITE_CONSTRAINT | 8 << 8
  static let rowID = SQLITE_CONSTRAINT | 10 << 8
  static let dataType = SQLITE_CONSTRAINT | 12 << 8
}
