import VitrineSQL

extension MySQLType {
  /// The type as SHOW CREATE TABLE and SHOW COLUMNS write it, without its collation:
  /// `bigint unsigned`, `decimal(12,2)`, `enum('a','b')`.
  package var declaration: String {
    let sign =
      (isUnsigned && kind != .year ? " unsigned" : "") + (zeroFill == nil ? "" : " zerofill")
    switch kind {
    case .enum, .set:
      let texts = members.map(\.quotedInDefinition)
      return "\(kind.rawValue)(\(texts.joined(separator: ",")))"
    case .decimal: return "decimal(\(length ?? 10),\(scale ?? 0))\(sign)"
    case .float, .double:
      guard let length, let scale else { return kind.rawValue + sign }
      return "\(kind.rawValue)(\(length),\(scale))\(sign)"
    case .datetime, .timestamp, .time:
      guard let scale, scale > 0 else { return kind.rawValue }
      return "\(kind.rawValue)(\(scale))"
    case .tinyint, .smallint, .mediumint, .int, .bigint, .bit, .char, .varchar, .binary, .varbinary:
      return (zeroFill ?? length).map { "\(kind.rawValue)(\($0))\(sign)" } ?? kind.rawValue + sign
    default: return kind.rawValue + sign
    }
  }
}
