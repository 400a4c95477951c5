import VitrineSQLite
import VitrineSharding

/// The result types of MySQL's aggregate functions.
enum AggregateTyping {
  static func type(_ function: AggregateFunction, _ arguments: [Operand]) -> MySQLType {
    let argument = arguments.first
    switch function {
    case .countRows, .count, .grouping: return .bigint
    case .sum: return argument.map(sum) ?? .double
    case .average: return argument.map(average) ?? .double
    case .minimum, .maximum, .anyValue: return argument?.type ?? .null
    case .bitAnd, .bitOr, .bitXor: return bits(argument?.type ?? .null)
    case .standardDeviation, .sampleStandardDeviation, .variance, .sampleVariance: return .double
    case .groupConcat: return concatenation(arguments)
    case .jsonArrayAggregate, .jsonObjectAggregate: return .json
    }
  }

  /// DECIMAL of 22 digits more than an exact argument has, else DOUBLE.
  private static func sum(_ argument: Operand) -> MySQLType {
    guard let shape = exactShape(argument) else { return .double }
    return DecimalShape(shape.precision + 22, shape.scale).type
  }

  /// DECIMAL of four fraction digits more, else DOUBLE.
  private static func average(_ argument: Operand) -> MySQLType {
    guard let shape = exactShape(argument) else { return .double }
    return DecimalShape(shape.precision + 4, shape.scale + 4).type
  }

  private static func exactShape(_ argument: Operand) -> DecimalShape? {
    if argument.type.kind == .unknown { return nil }
    return NumericClass(of: argument) == .real ? nil : DecimalShape(of: argument)
  }

  private static func bits(_ type: MySQLType) -> MySQLType {
    type.isBinary ? type : .unsignedBigint
  }

  private static func concatenation(_ arguments: [Operand]) -> MySQLType {
    if arguments.contains(where: \.type.isBinary) {
      return MySQLType(.blob, collation: .binary)
    }
    let collation = arguments.first { $0.type.hasText }?.type.collation ?? .standard
    return MySQLType(.text, collation: collation)
  }
}
