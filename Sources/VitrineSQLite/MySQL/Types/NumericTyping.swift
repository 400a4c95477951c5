package import VitrineSharding

/// The digits a number may have: MySQL's precision and scale, for every type seen as a DECIMAL.
package struct DecimalShape: Sendable, Hashable {
  package static let maximumPrecision = 65
  package static let maximumScale = 30

  package var precision: Int
  package var scale: Int

  package init(_ precision: Int, _ scale: Int) {
    self.scale = min(max(scale, 0), Self.maximumScale)
    self.precision = min(max(precision, self.scale, 1), Self.maximumPrecision)
  }

  package var integerDigits: Int { precision - scale }
  package var type: MySQLType { .decimal(precision, scale) }

  func type(unsigned: Bool) -> MySQLType {
    var type = type
    type.isUnsigned = unsigned
    return type
  }

  /// The shape in which an operand enters decimal arithmetic.
  package init(of operand: Operand) {
    let type = operand.isHexLiteral ? MySQLType.unsignedBigint : operand.type
    if type.isInteger, operand.origin == .constant, let length = type.length {
      self.init(length, 0)
    } else {
      self.init(of: type)
    }
  }

  package init(of type: MySQLType) {
    switch type.kind {
    case .tinyint: self.init(3, 0)
    case .smallint: self.init(5, 0)
    case .mediumint: self.init(type.isUnsigned ? 8 : 7, 0)
    case .int: self.init(10, 0)
    case .year: self.init(4, 0)
    case .bigint where type == .boolean: self.init(1, 0)
    case .bigint: self.init(type.isUnsigned ? 20 : 19, 0)
    case .bit, .enum, .set: self.init(20, 0)
    case .decimal: self.init(type.length ?? 10, type.scale ?? 0)
    case .date: self.init(8, 0)
    case .datetime, .timestamp: self.init(14 + (type.scale ?? 0), type.scale ?? 0)
    case .time: self.init(7 + (type.scale ?? 0), type.scale ?? 0)
    case .null: self.init(1, 0)
    default: self.init(Self.maximumPrecision, Self.maximumScale)
    }
  }
}

extension DecimalShape {
  /// Of `+` and `-`: the larger scale, and one more integer digit than either side.
  func adding(_ other: DecimalShape) -> DecimalShape {
    let scale = max(scale, other.scale)
    return DecimalShape(max(integerDigits, other.integerDigits) + 1 + scale, scale)
  }

  func multiplied(by other: DecimalShape) -> DecimalShape {
    DecimalShape(precision + other.precision, scale + other.scale)
  }

  /// Of `/`: so many digits more than the dividend has, `div_precision_increment`.
  func divided(by other: DecimalShape, increment: Int) -> DecimalShape {
    DecimalShape(precision + other.scale + increment, scale + increment)
  }

  func remainder(by other: DecimalShape) -> DecimalShape {
    DecimalShape(max(precision, other.precision), max(scale, other.scale))
  }

  /// The shape that holds values of both.
  func union(_ other: DecimalShape) -> DecimalShape {
    let scale = max(scale, other.scale)
    return DecimalShape(max(integerDigits, other.integerDigits) + scale, scale)
  }
}

/// The three ways MySQL computes with numbers.
package enum NumericClass: Sendable, Hashable {
  case integer
  case decimal
  case real

  /// Text and JSON compute as doubles; temporal values as the number their digits spell.
  package init(of type: MySQLType) {
    switch type.kind {
    case .tinyint, .smallint, .mediumint, .int, .bigint, .year, .bit, .date: self = .integer
    case .null, .unknown: self = .integer
    case .decimal: self = .decimal
    case .datetime, .timestamp, .time: self = (type.scale ?? 0) > 0 ? .decimal : .integer
    default: self = .real
    }
  }

  package init(of operand: Operand) {
    if operand.isHexLiteral { self = .integer } else { self.init(of: operand.type) }
  }

  /// The class in which an operand of `+`, `-`, `*` and `/` computes: NULL as a text would.
  static func ofArithmetic(_ operand: Operand) -> NumericClass {
    operand.type.kind == .null ? .real : NumericClass(of: operand)
  }

  static func joined(_ left: NumericClass, _ right: NumericClass) -> NumericClass {
    if left == .real || right == .real { return .real }
    return left == .decimal || right == .decimal ? .decimal : .integer
  }
}

extension MySQLType {
  /// Whether its numbers are computed with as unsigned ones: BIT's are.
  var countsAsUnsigned: Bool { isUnsigned || kind == .bit }

  /// The number of bytes an integer type needs; what tells whether a sum may pass 64 bits.
  var integerBits: Int {
    switch kind {
    case .tinyint: 8
    case .smallint, .year: 16
    case .mediumint: 24
    case .int: 32
    default: 64
    }
  }
}

extension MySQLType {
  /// The type as that of values that a column takes: of binary strings only literals, as `x'41'`, are numbers to
  /// a numeric column, and of numbers only those of columns have digits that they are shown with.
  package func taken(fromLiteral isLiteral: Bool, fromColumn isColumn: Bool = true) -> MySQLType {
    if kind == .varbinary, !isLiteral { return .longblob }
    return isColumn ? self : plainNumber
  }
}

extension Operand {
  /// Whether it is a hexadecimal or bit literal: a binary string that computes as an integer.
  ///
  /// What comes of a variable, a parameter or a subquery is an expression, and stays a string.
  package var isHexLiteral: Bool {
    type.kind == .varbinary && (origin == .constant || isMerged)
  }

  /// Its type where a DECIMAL is to hold it: an integer constant has the digits that it is written with.
  var typeBesideDecimals: MySQLType {
    guard type.isInteger, origin == .constant, type.length != nil else { return type }
    return DecimalShape(of: self).type(unsigned: type.isUnsigned)
  }

  /// Whether bit operations compute with its bytes.
  package var isBinaryString: Bool { type.isBinary && !isHexLiteral }

  /// Whether it computes as a BIGINT UNSIGNED.
  var isUnsignedInteger: Bool { type.countsAsUnsigned || isHexLiteral }
}
