import VitrineSharding

/// The digits that a number has behind the point of its own, which MySQL divides by.
extension Operand {
  /// SQLite text of the number with its own digits, where they may be others than those of its type.
  ///
  /// A date and time has six, or none where it is a whole second.
  var exactDigits: String? {
    if let own = unrounded ?? ownDigits { return own }
    guard type.scale ?? 0 > 0 else { return nil }
    switch type.representation {
    case .temporalText: return "my_temporal_dec(my_datetime(\(sql),6),1)"
    case .microseconds: return "my_time_dec(\(sql),6,1)"
    default: return nil
    }
  }

  /// The number as decimal text, with its own digits.
  var withOwnDigits: String { exactDigits ?? Conversion.sql(self, to: .decimal) }

  /// Whether it has digits of its own once it is one of several values of a DECIMAL type.
  func hasDigits(beside type: MySQLType) -> Bool {
    guard type.kind == .decimal, self.type.kind != .null else { return false }
    return exactDigits != nil || self.type.kind != .decimal || self.type.scale != type.scale
  }
}
