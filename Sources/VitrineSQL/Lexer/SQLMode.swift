/// The parts of `sql_mode` that change how text is read.
package struct SQLMode: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// `"x"` is a name, not a string.
  package static let ansiQuotes = Self(rawValue: 1 << 0)
  /// `||` joins strings; otherwise it is OR.
  package static let pipesAsConcat = Self(rawValue: 1 << 1)
  /// Names of built-in functions are reserved, so a blank may stand before their parenthesis.
  package static let ignoreSpace = Self(rawValue: 1 << 2)
  /// A backslash in a string is a backslash.
  package static let noBackslashEscapes = Self(rawValue: 1 << 3)
  /// `NOT` binds as tightly as `!`.
  package static let highNotPrecedence = Self(rawValue: 1 << 4)
  /// A difference is signed, also of unsigned integers.
  package static let noUnsignedSubtraction = Self(rawValue: 1 << 5)

  /// REAL is FLOAT.
  package static let realAsFloat = Self(rawValue: 1 << 6)

  /// MySQL 8.0's default: none of them.
  package static let `default`: Self = []

  /// These modes, with those of another one that tell what a text says.
  package func read(as mode: SQLMode) -> SQLMode {
    intersection(.noUnsignedSubtraction).union(mode.subtracting(.noUnsignedSubtraction))
  }

  /// Reads a value of the variable `sql_mode`; modes that do not concern the parser are skipped.
  package init(_ list: String) {
    self = []
    for name in list.split(separator: ",") {
      formUnion(Self.named(name.trimmed.uppercased()))
    }
  }

  private static func named(_ name: String) -> SQLMode {
    switch name {
    case "ANSI": [.ansiQuotes, .pipesAsConcat, .ignoreSpace, .realAsFloat]
    case "REAL_AS_FLOAT": .realAsFloat
    case "ANSI_QUOTES": .ansiQuotes
    case "PIPES_AS_CONCAT": .pipesAsConcat
    case "IGNORE_SPACE": .ignoreSpace
    case "NO_BACKSLASH_ESCAPES": .noBackslashEscapes
    case "HIGH_NOT_PRECEDENCE": .highNotPrecedence
    case "NO_UNSIGNED_SUBTRACTION": .noUnsignedSubtraction
    default: []
    }
  }
}

extension Substring {
  /// Without the blanks at its ends.
  fileprivate var trimmed: Substring {
    let start = drop { $0 == " " }
    guard let last = start.lastIndex(where: { $0 != " " }) else { return start }
    return start[...last]
  }
}
