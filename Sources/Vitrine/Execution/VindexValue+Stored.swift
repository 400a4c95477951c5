import VitrineSQLite
import VitrineSharding

extension VindexValue {
  /// A stored value as Vitess would hash it: integers as numbers, everything else as the bytes of
  /// MySQL's text.
  init(stored value: Value, _ type: MySQLType) {
    switch (value, type.representation) {
    case (.null, _): self = .null
    case (.integer(let number), .integer), (.integer(let number), .unsigned):
      self = .integer(number)
    // Beyond what a signed column holds.
    case (.blob, .unsigned), (.blob, .integer): self = .unsigned(value.unsignedBits)
    case (.blob(let bytes), _): self = .bytes(bytes)
    case (.text(let text), .text): self = .text(text)
    default: self = .bytes(MySQLText.bytes(of: value, type: type) ?? [])
    }
  }
}
