import VitrineSQL

/// The collation key behind Vitess's loose vindexes.
enum LooseCollation {
  static func key(of bytes: [UInt8]) throws(SQLError) -> [UInt8] { bytes }
}
