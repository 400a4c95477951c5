/// The part of the catalogue that functions and operators throw: about collations, JSON, regular
/// expressions, dates and numbers.
extension SQLError.Code {
  // MARK: Collations
  /// COLLATE names a collation of another character set.
  public static let collationMismatch = Self(
    1253,
    "42000",
    "ER_COLLATION_CHARSET_MISMATCH",
    .value
  )
}
