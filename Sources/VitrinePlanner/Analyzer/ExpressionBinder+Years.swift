import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension ExpressionBinder {
  /// The values that are compared with each other, constants beside a YEAR column as years: `y = 24` finds 2024.
  ///
  /// MySQL stores a constant into the column's type before it compares; one that is no year stays as it is, and so
  /// does what is computed from a column, or stands in `CASE y WHEN 24`.
  func yearsBeside(_ values: [Scalar]) throws(SQLError) -> [Scalar] {
    guard values.contains(where: isYearColumn) else { return values }
    return try values.mapTyped { (value) throws(SQLError) in try year(value) }
  }

  /// The same of BETWEEN, which goes by the tested value alone.
  func yearsBeside(tested values: [Scalar]) throws(SQLError) -> [Scalar] {
    guard let tested = values.first, isYearColumn(tested) else { return values }
    return try yearsBeside(values)
  }

  /// The same of IN: with one member it is `=`.
  ///
  /// Else it goes by the tested value, and MySQL leaves integers as they are, and constants that it compares in
  /// several ways.
  func yearsBeside(members values: [Scalar]) throws(SQLError) -> [Scalar] {
    guard values.count > 2 else { return try yearsBeside(values) }
    guard isYearColumn(values[0]) else { return values }
    let areStored = values.dropFirst().allSatisfy { member in
      let isStored = member.type.isText || [.double, .null].contains(member.type.kind)
      return isStored && member.isConstant
    }
    return areStored ? try yearsBeside(values) : values
  }

  private func year(_ value: Scalar) throws(SQLError) -> Scalar {
    guard value.isConstant, !value.isVolatile else { return value }
    guard case .literal(let literal) = value else {
      if value.type.isText { return try year(inText: value) }
      return value.type.isInteger || value.type.kind == .unknown ? try year(inNumber: value) : value
    }
    context.pin(literal.ordinal)
    return literal.shortYear.map(Self.year) ?? value
  }

  /// A column of a table or a derived table; not what an aggregate or a window gives.
  private func isYearColumn(_ value: Scalar) -> Bool {
    guard case .column(let column) = value, column.type.kind == .year else { return false }
    return context.origin(of: column.id).table != nil
  }

  /// `CASE WHEN v REGEXP '^[0-6]?[0-9]$' THEN v + 2000 WHEN v REGEXP '^[0-9]{2}$' THEN v + 1900 ELSE v END`.
  private func year(inText value: Scalar) throws(SQLError) -> Scalar {
    func matches(_ pattern: String) throws(SQLError) -> Scalar {
      try call(.regexp, [value, .literal(BoundLiteral(.text(pattern), .varchar(pattern.count)))])
    }
    return try year(
      of: value,
      isOfThisCentury: matches("^[0-6]?[0-9]$"),
      isOfTheLast: matches("^[0-9]{2}$")
    )
  }

  /// `CASE WHEN v BETWEEN 1 AND 69 THEN v + 2000 WHEN v BETWEEN 70 AND 99 THEN v + 1900 ELSE v END`.
  private func year(inNumber value: Scalar) throws(SQLError) -> Scalar {
    func isBetween(_ low: Int64, _ high: Int64) -> Scalar {
      .call(Call(.between, [value, Self.year(low), Self.year(high)], .boolean))
    }
    return try year(of: value, isOfThisCentury: isBetween(1, 69), isOfTheLast: isBetween(70, 99))
  }

  private func year(
    of value: Scalar,
    isOfThisCentury: Scalar,
    isOfTheLast: Scalar
  ) throws(SQLError) -> Scalar {
    let inThis = try call(.add, [value, Self.year(2000)])
    let inTheLast = try call(.add, [value, Self.year(1900)])
    return try call(.choose, [isOfThisCentury, inThis, isOfTheLast, inTheLast, value])
  }

  private static func year(_ number: Int64) -> Scalar {
    .literal(BoundLiteral(.integer(number), MySQLType(.bigint, length: 4)))
  }
}

extension BoundLiteral {
  /// The year that one or two digits stand for, of a number from 1 on.
  fileprivate var shortYear: Int64? {
    let digits: Int64? =
      switch value {
      case .integer(let number) where type.isInteger: number > 0 ? number : nil
      case .text(let text) where text.utf8.count < 3: Int64(text)
      default: nil
      }
    guard let digits, 0..<100 ~= digits else { return nil }
    return digits < 70 ? 2000 + digits : 1900 + digits
  }
}
