import VitrineSQLite
import VitrineSharding

extension TypedValue {
  /// The value as one of another type: a number or a text.
  func converted(to target: MySQLType) -> TypedValue {
    guard !value.isNull, type != target, let text = MySQLText.text(of: value, type: type) else {
      return TypedValue(value.isNull ? .null : value, target)
    }
    switch target.kind {
    case .double:
      if case .real = value { return TypedValue(value, target) }
      return TypedValue(.real(Double(text) ?? 0), target)
    case .decimal:
      guard let number = Decimal65(text) else { return TypedValue(.text(text), .longtext) }
      let scale = target.scale ?? 0
      guard case .scaled = target.representation else {
        return TypedValue(.text(number.rounded(toScale: scale).text), target)
      }
      return number.scaled(scale).map { TypedValue(.integer($0), target) }
        ?? TypedValue(.text(text), .longtext)
    case .bigint:
      return Decimal65(text)?.scaled(0).map { TypedValue(.integer($0), target) } ?? self
    default: return TypedValue(.text(text), target)
    }
  }
}

/// The type of a column or a CASE whose values have several.
enum CommonType {
  /// One whose values stand as they are.
  case each
  /// One that the values are converted to.
  case converted(MySQLType)

  /// Nil where MySQL's choice is not known.
  init?(of types: [MySQLType]) {
    let known = types.filter { $0.kind != .null && $0.kind != .unknown }
    guard let first = known.first, known.contains(where: { Likeness($0) != Likeness(first) })
    else {
      self = .each
      return
    }
    let numbers = known.filter(\.isPlainNumber)
    guard known.allSatisfy({ $0.isPlainNumber || $0.isText }) else { return nil }
    if numbers.count < known.count {
      var text = MySQLType.longtext
      text.collation = known.first(where: \.isText)?.collation ?? text.collation
      self = .converted(text)
    } else if numbers.contains(where: \.isApproximate) {
      self = .converted(.double)
    } else {
      let shapes = numbers.map { DecimalShape(of: $0) }
      let scale = shapes.map(\.scale).max() ?? 0
      let digits = shapes.map(\.integerDigits).max() ?? 0
      self = .converted(DecimalShape(digits + scale, scale).type)
    }
  }

  func value(_ value: TypedValue) -> TypedValue {
    switch self {
    case .each: value
    case .converted(let type): value.converted(to: type)
    }
  }
}

extension MySQLType {
  /// Whether it is a number that is shown as it is computed with.
  fileprivate var isPlainNumber: Bool {
    isNumeric && kind != .year && kind != .bit && kind != .float
  }
}

/// What two types have in common whose values may stand in one column as they are.
struct Likeness: Hashable {
  private let representation: MySQLType.Representation
  private let members: [String]
  private let kind: MySQLType.Kind?
  private let scale: Int?

  init(_ type: MySQLType) {
    representation = type.representation
    members = type.members
    switch type.kind {
    case .year, .bit, .float, .date, .datetime, .timestamp, .time:
      kind = type.kind
      scale = type.scale ?? type.length
    default:
      kind = nil
      scale = nil
    }
  }
}
