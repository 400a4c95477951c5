/// Writes syntax trees as MySQL's text: keywords in lower case, one blank between words, parentheses
/// only where the tree needs them.
///
/// The law it keeps: what it writes parses (under the default `sql_mode`) to a tree that is equal, and so
/// prints the same again.
struct Printer {
  private(set) var text = ""

  mutating func write(_ string: String) {
    text += string
  }

  mutating func write(_ identifier: Identifier) {
    text += identifier.quotedIfNeeded
  }

  /// A string literal in single quotes.
  mutating func write(quoted string: String) {
    text += Printer.quoted(string)
  }

  /// Elements with a separator between them.
  mutating func list<Element>(
    _ elements: some Sequence<Element>,
    separator: String = ", ",
    _ body: (inout Printer, Element) -> Void
  ) {
    for (index, element) in elements.enumerated() {
      if index > 0 { text += separator }
      body(&self, element)
    }
  }

  /// `(a, b)`.
  mutating func parenthesized<Element>(
    _ elements: [Element],
    _ body: (inout Printer, Element) -> Void
  ) {
    text += "("
    list(elements, body)
    text += ")"
  }

  mutating func names(_ identifiers: [Identifier]) {
    list(identifiers) { $0.write($1) }
  }

  /// `(a, b)` of names.
  mutating func nameList(_ identifiers: [Identifier]) {
    parenthesized(identifiers) { $0.write($1) }
  }

  mutating func write(_ table: TableName) {
    if let qualifier = table.qualifier {
      write(qualifier)
      text += "."
    }
    write(table.name)
  }

  mutating func write(_ column: ColumnName) {
    if let qualifier = column.qualifier {
      write(qualifier)
      text += "."
    }
    write(column.name)
  }

  mutating func write(_ account: AccountName) {
    guard let user = account.user else { return write("current_user") }
    write(Identifier(text: user).quotedIfNeeded)
    if let host = account.host { text += "@" + Identifier(text: host).quotedIfNeeded }
  }

  mutating func write(tables: [TableName]) {
    list(tables) { $0.write($1) }
  }

  /// `text` when the condition holds.
  mutating func write(_ string: String, if condition: Bool) {
    if condition { text += string }
  }
}

extension Printer {
  /// What `body` writes.
  static func print(_ body: (inout Printer) -> Void) -> String {
    var printer = Printer()
    body(&printer)
    return printer.text
  }

  /// A string in single quotes as SHOW CREATE TABLE writes those of a table: a quote is doubled.
  static func shownText(_ string: String) -> String {
    quoted(string) { byte in byte == 0x27 ? [0x27, 0x27] : escape(byte) }
  }

  /// A string in single quotes, escaped as `mysql_real_escape_string` does.
  static func quoted(_ string: String) -> String {
    quoted(string) { byte in
      switch byte {
      case 0x1A: [0x5C, 0x5A]
      case 0x27: [0x5C, 0x27]
      default: escape(byte)
      }
    }
  }

  /// What a byte is written as in every string that is shown; nil for one that stands for itself.
  private static func escape(_ byte: UInt8) -> [UInt8]? {
    switch byte {
    case 0x00: [0x5C, 0x30]
    case 0x0A: [0x5C, 0x6E]
    case 0x0D: [0x5C, 0x72]
    case 0x5C: [0x5C, 0x5C]
    default: nil
    }
  }

  private static func quoted(_ string: String, _ escape: (UInt8) -> [UInt8]?) -> String {
    var bytes: [UInt8] = [0x27]
    bytes.reserveCapacity(string.utf8.count + 2)
    for byte in string.utf8 {
      if let escaped = escape(byte) { bytes += escaped } else { bytes.append(byte) }
    }
    bytes.append(0x27)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Identifier {
  /// The name as it must be written: in backticks when it is reserved or holds anything but letters, digits,
  /// `_` and `$`, or starts with a digit.
  ///
  /// The empty name, which an alias may be, only a string can spell.
  package var quotedIfNeeded: String {
    guard let first = text.utf8.first else { return "''" }
    let isPlain =
      !first.isDigit && text.utf8.allSatisfy(\.isWordByte)
      && !Keyword.reservedWords.contains(folded) && !Keyword.selectOptions.contains(folded)
    return isPlain ? text : "`" + text.split("`", "``") + "`"
  }
}

extension String {
  /// In single quotes, as SHOW CREATE TABLE writes names of members, comments and defaults.
  package var quotedInDefinition: String { Printer.shownText(self) }

  /// The text with each `mark` replaced.
  fileprivate func split(_ mark: Character, _ replacement: String) -> String {
    guard contains(mark) else { return self }
    return reduce(into: "") { $0 += $1 == mark ? replacement : String($1) }
  }
}

extension Statement {
  /// The statement as MySQL text that parses back to the same tree.
  package func printed() -> String { Printer.print { $0.write(self) } }
}

extension Expression {
  /// The expression as MySQL text that parses back to the same tree.
  package func printed() -> String { Printer.print { $0.write(self) } }
}

extension QueryExpression {
  /// The query as MySQL text that parses back to the same tree.
  package func printed() -> String { Printer.print { $0.write(self) } }
}

extension ColumnTypeSyntax {
  /// The type as MySQL text.
  package func printed() -> String { Printer.print { $0.write(self) } }
}

extension ColumnDefinitionSyntax {
  /// The column as it stands in CREATE TABLE.
  package func printed() -> String { Printer.print { $0.write(self) } }
}
