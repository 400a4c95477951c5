package import VitrineSharding

/// What a `Call` does with its arguments.
///
/// MySQL's operators are cases; functions go by their upper case name in the function catalogue.
package enum Operation: Sendable, Hashable {
  // Arithmetic, on two arguments unless said otherwise.
  case add
  case subtract
  case multiply
  case divide
  case integerDivide
  case modulo
  /// One argument.
  case negate
  case bitAnd
  case bitOr
  case bitXor
  /// One argument.
  case bitNot
  case shiftLeft
  case shiftRight

  // Comparison; both sides may be tuples of the same length.
  case equal
  case notEqual
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual
  case nullSafeEqual

  // Logic, three-valued. `and` and `or` take two or more arguments.
  case and
  case or
  case xor
  case not

  // Predicates.
  case isNull
  case isTrue
  case isFalse
  /// Subject, low, high; both bounds included.
  case between
  /// Subject, then the list's members.
  case memberOfList
  /// Subject, pattern, and the escape character where one is named.
  case like
  case regexp

  /// `when, then, when, then, …` and the else value last where there is one.
  ///
  /// The form with an operand is analyzed into comparisons, but for `match`.
  case choose
  /// A subject that may give another value each time and is computed once, then as `choose`: each `when` is what it
  /// is compared with.
  case match
  case cast(MySQLType)
  /// One argument, as a variable or parameter of the name and the call's type takes it.
  case assign(String)
  /// A decimal with the digits too that its type does not show: as the value, or beside it where the call has
  /// a type of its own.
  case everyDigit
  case collate(Collation)
  /// Date and interval amount; `unit` is MySQL's, upper case (`DAY`, `HOUR_SECOND`).
  case addInterval(unit: String)
  case subtractInterval(unit: String)
  case extract(unit: String)
  /// A function by its upper case name in the catalogue.
  case function(String)
  /// A stored function that the engine runs, once for each row
  case program(ProgramReference)
}

/// A stored function that is called.
package struct ProgramReference: Sendable, Hashable {
  package var keyspace: String
  package var name: String
  /// Whether it may give another value each time.
  package var isVolatile: Bool
  /// Tells calls apart of which each has to be made; 0 of those that change nothing.
  package var number: Int

  package init(keyspace: String, name: String, isVolatile: Bool, number: Int) {
    self.keyspace = keyspace
    self.name = name
    self.isVolatile = isVolatile
    self.number = number
  }
}

extension Operation {
  package var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .nullSafeEqual: true
    default: false
    }
  }

  /// The comparison with its sides exchanged: `a < b` is `b > a`.
  ///
  /// Nil for what is no comparison.
  package var mirrored: Operation? {
    switch self {
    case .equal, .notEqual, .nullSafeEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: nil
    }
  }
}
