import VitrineSQL
import VitrineSQLite

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

  /// The name that it has in messages of MySQL's.
  var messageName: String {
    switch self {
    case .notEqual: "<>"
    case .memberOfList: " IN "
    case .between: "between"
    case .like: "like"
    case .regexp: "regexp_like"
    case .choose, .match: "case"
    case .function(let name): FunctionCatalog.find(name)?.messageName ?? name.lowercased()
    default: symbol?.rawValue ?? String(describing: self)
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
