import VitrineSQL

extension Operation {
  /// The operator of MySQL's between two operands that it is.
  var symbol: BinaryOperator? {
    if let symbol = arithmeticSymbol { return symbol }
    return switch self {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .nullSafeEqual: .nullSafeEqual
    case .xor: .xor
    default: nil
    }
  }

  /// The same for arithmetic and bit operations alone.
  var arithmeticSymbol: BinaryOperator? {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .integerDivide: .integerDivide
    case .modulo: .modulo
    case .bitAnd: .bitAnd
    case .bitOr: .bitOr
    case .bitXor: .bitXor
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRight
    default: nil
    }
  }
}
