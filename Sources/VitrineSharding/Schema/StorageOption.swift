import VitrineSQL

/// An option of a table that tells MySQL how to store it, by its name in DDL, in the order of SHOW CREATE TABLE.
///
/// It is shown and has no effect.
package enum StorageOption: String, Sendable, Hashable, CaseIterable {
  case minRows = "min_rows"
  case maxRows = "max_rows"
  case averageRowLength = "avg_row_length"
  case packKeys = "pack_keys"
  case statsPersistent = "stats_persistent"
  case statsAutoRecalc = "stats_auto_recalc"
  case statsSamplePages = "stats_sample_pages"
  case checksum
  case delayKeyWrite = "delay_key_write"
  case rowFormat = "row_format"
  case keyBlockSize = "key_block_size"
  case compression
  case encryption

  /// All in the order of `information_schema.TABLES.CREATE_OPTIONS`.
  package static let inCreateOptions: [StorageOption] = [
    .maxRows, .minRows, .averageRowLength, .rowFormat, .statsSamplePages, .statsAutoRecalc,
    .statsPersistent, .packKeys, .checksum, .delayKeyWrite, .keyBlockSize, .compression,
    .encryption,
  ]

  /// What is kept of a value; nil of one that says what holds without it.
  ///
  /// - Throws: `parseError` for a value that the option does not have.
  func kept(_ value: String) throws(SQLError) -> String? {
    switch self {
    case .rowFormat:
      guard Self.rowFormats.contains(value.lowercased()) else { throw refusal(of: value) }
      return value.isName("default") ? nil : value.uppercased()
    case .compression: return value.isEmpty ? nil : value
    case .encryption: return value.isName("y") ? value : nil
    case .packKeys, .statsPersistent, .statsAutoRecalc:
      if value.isName("default") { return nil }
      guard let number = UInt64(value), number <= 1 else { throw refusal(of: value) }
      return String(number)
    case .statsSamplePages:
      if value.isName("default") { return nil }
      guard let number = UInt16(value), number > 0 else { throw refusal(of: value) }
      return String(number)
    case .checksum, .delayKeyWrite: return try number(value).map { _ in "1" }
    case .minRows, .maxRows, .averageRowLength, .keyBlockSize:
      return try number(value).map { String($0) }
    }
  }

  private static let rowFormats: Set<String> = [
    "default", "dynamic", "fixed", "compressed", "redundant", "compact",
  ]

  /// A number; nil for 0, which says nothing.
  private func number(_ value: String) throws(SQLError) -> UInt64? {
    guard let number = UInt64(value) else { throw refusal(of: value) }
    return number == 0 ? nil : number
  }

  private func refusal(of value: String) -> SQLError {
    SQLError(.parseError, "\(rawValue.uppercased()) cannot be '\(value)'")
  }

  /// `MAX_ROWS=5`, as SHOW CREATE TABLE has it.
  func clause(_ value: String) -> String {
    let name = rawValue.uppercased()
    switch self {
    case .compression: return "\(name)=\(value.quotedInDefinition)"
    case .encryption: return "/*!80016 \(name)=\(value.quotedInDefinition) */"
    default: return "\(name)=\(value)"
    }
  }

  /// `max_rows=5`, as CREATE_OPTIONS has it.
  package func createOption(_ value: String) -> String {
    switch self {
    case .keyBlockSize: "\(rawValue.uppercased())=\(value)"
    case .compression: "\(rawValue.uppercased())=\"\(value)\""
    case .encryption: "\(rawValue.uppercased())='\(value)'"
    default: "\(rawValue)=\(value)"
    }
  }
}
