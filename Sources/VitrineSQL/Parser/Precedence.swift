/// How tightly operators bind, loosest first; the table of MySQL's manual, "Operator Precedence".
///
/// The parser and the printer both decide by it, so what is printed parses back to the same tree.
enum Precedence: Int, Comparable {
  case assignment
  case or
  case xor
  case and
  case not
  case comparison
  case predicate
  case bitOr
  case bitAnd
  case shift
  case sum
  case product
  case bitXor
  case concatenation
  case prefix
  case primary

  static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

  /// The next tighter level: what the right side of a left-associative operator must be.
  var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .primary }
}

extension BinaryOperator {
  var precedence: Precedence {
    switch self {
    case .or: .or
    case .xor: .xor
    case .and: .and
    case .equal, .nullSafeEqual, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      .comparison
    case .bitOr: .bitOr
    case .bitAnd: .bitAnd
    case .shiftLeft, .shiftRight: .shift
    case .add, .subtract: .sum
    case .multiply, .divide, .integerDivide, .modulo: .product
    case .bitXor: .bitXor
    case .concatenate: .concatenation
    case .jsonExtract, .jsonUnquote: .primary
    }
  }

  /// Whether `(a op b) op c` and `a op (b op c)` are the same, so that chains may be balanced.
  var isChained: Bool { self == .and || self == .or }
}

extension Expression {
  /// The level of the operator at the top of the tree.
  var precedence: Precedence {
    switch self {
    case .assignment: .assignment
    case .binary(let node): node.operator.precedence
    case .unary(let node): node.operator == .not ? .not : .prefix
    case .isTest, .quantified: .comparison
    case .like, .regexp, .between, .inList, .inSubquery, .memberOf: .predicate
    case .collate: .primary
    default: .primary
    }
  }
}
