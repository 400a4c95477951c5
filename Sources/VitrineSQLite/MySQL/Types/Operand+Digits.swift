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

  /// What was computed as the column of a temporary table holds it.
  package var heldByColumn: Operand { origin == .expression ? withShownDigits : self }

  /// The number with the digits that it shows; of a DECIMAL 65 of them at most, of a larger one the largest that there is.
  var withShownDigits: Operand {
    guard type.kind == .decimal else { return self }
    var held = self
    held.unrounded = nil
    held.ownDigits = nil
    if type.length == DecimalShape.maximumPrecision {
      held.sql = "my_dec_clamp(\(sql),\(type.scale ?? 0))"
    }
    return held
  }

  /// Whether it has digits of its own once it is one of several values of a DECIMAL type.
  func hasDigits(beside type: MySQLType) -> Bool {
    guard type.kind == .decimal, self.type.kind != .null else { return false }
    return exactDigits != nil || self.type.kind != .decimal || self.type.scale != type.scale
  }
}

extension DecimalShape {
  /// Whether a product of such numbers may have more than nine words of nine digits.
  ///
  /// What has as many digits as a DECIMAL may have can be a result with more.
  func mayBeCut(multipliedBy other: DecimalShape) -> Bool {
    if max(precision, other.precision) == Self.maximumPrecision { return true }
    let whole = [self, other].map { Decimal65.wordCount($0.integerDigits) }.reduce(0, +)
    return whole + Decimal65.wordCount(scale) + Decimal65.wordCount(other.scale) > Decimal65.words
  }
}
