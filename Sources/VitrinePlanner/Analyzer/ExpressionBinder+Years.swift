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
    let members = values.dropFirst()
    let areTexts = members.allSatisfy { $0.type.isText || [.double, .null].contains($0.type.kind) }
    let areStored = areTexts || members.allSatisfy { [.decimal, .null].contains($0.type.kind) }
    return areStored && members.allSatisfy(\.isConstant) ? try yearsBeside(values) : values
  }

  private func year(_ value: Scalar) throws(SQLError) -> Scalar {
    guard value.isConstant, !value.isVolatile else { return value }
    guard case .literal(let literal) = value else {
      if value.type.isText { return try year(inText: value) }
      switch value.type.kind {
      case .decimal:
        return try year(inNumber: value, rounded: .call(Call(.cast(.bigint), [value], .bigint)))
      case .unknown: return try year(inNumber: value)
      case _ where value.type.isInteger: return try year(inNumber: value)
      case _ where value.type.isTemporal:
        return .call(Call(.cast(MySQLType(.year)), [value], MySQLType(.year)))
      default: return value
      }
    }
    context.pin(literal.ordinal)
    return literal.storedYear ?? value
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
  ///
  /// Of a DECIMAL, which is rounded first, also `WHEN v BETWEEN 1901 AND 2155 THEN v`.
  private func year(inNumber value: Scalar, rounded: Scalar? = nil) throws(SQLError) -> Scalar {
    let number = rounded ?? value
    func isBetween(_ low: Int64, _ high: Int64) -> Scalar {
      .call(Call(.between, [number, Self.year(low), Self.year(high)], .boolean))
    }
    let other =
      try rounded.map { (year) throws(SQLError) in
        try call(.choose, [isBetween(1901, 2155), year, value])
      } ?? value
    return try year(
      of: number,
      isOfThisCentury: isBetween(1, 69),
      isOfTheLast: isBetween(70, 99),
      else: other
    )
  }

  private func year(
    of value: Scalar,
    isOfThisCentury: Scalar,
    isOfTheLast: Scalar,
    else other: Scalar? = nil
  ) throws(SQLError) -> Scalar {
    let inThis = try call(.add, [value, Self.year(2000)])
    let inTheLast = try call(.add, [value, Self.year(1900)])
    return try call(.choose, [isOfThisCentury, inThis, isOfTheLast, inTheLast, other ?? value])
  }

  private static func year(_ number: Int64) -> Scalar {
    .literal(BoundLiteral(.integer(number), MySQLType(.bigint, length: 4)))
  }
}

extension BoundLiteral {
  /// What a YEAR column keeps of it: MySQL finds '1999.1' equal to 1999; nil where it is no year.
  fileprivate var storedYear: Scalar? {
    guard type.kind != .time else { return nil }
    var isYear = true
    let assignment = ColumnAssignment(
      column: "",
      MySQLType(.year),
      from: Scalar.literal(self).storedType,
      mode: .lenient
    )
    let stored = try? assignment.store(value) { fault in
      isYear = isYear && fault.code == .dataTruncated
    }
    guard isYear, let stored, !stored.isNull else { return nil }
    return .literal(BoundLiteral(stored, MySQLType(.bigint, length: 4)))
  }
}
