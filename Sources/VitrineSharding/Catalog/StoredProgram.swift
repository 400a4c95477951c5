package import VitrineSQL

/// A procedure or function of a keyspace, as CREATE has made it.
package struct StoredProgram: Sendable {
  /// What finds a program in its keyspace: procedures and functions may share a name, whose case does
  /// not count.
  package struct Key: Sendable, Hashable {
    package var kind: ProgramKind
    package var name: String

    package init(_ kind: ProgramKind, _ name: String) {
      self.kind = kind
      self.name = name.lowercased()
    }
  }

  package let name: String
  /// The whole statement, as it was written.
  package let text: String
  /// The mode it was made under, in which it runs.
  package let sqlMode: String
  /// That of the session that has made it, whose texts it compares.
  package let connection: ConnectionSettings
  /// In microseconds after 1970-01-01 00:00:00 UTC.
  package let created: Int64
  /// When ALTER changed it last, or it was made.
  package let altered: Int64
  /// What its keyspace's tables took when it was made: that of its parameters and variables which name none.
  package let collation: Collation
  package let definition: CreateRoutine

  /// Reads the text of a CREATE PROCEDURE or CREATE FUNCTION.
  ///
  /// - Throws: syntax errors; `internal` for any other statement.
  package init(
    text: String,
    sqlMode: String,
    connection: ConnectionSettings = ConnectionSettings(),
    created: Int64,
    altered: Int64? = nil,
    collation: Collation
  ) throws(SQLError) {
    guard case .createRoutine(let routine) = try Parser.parse(text, mode: SQLMode(sqlMode)) else {
      throw SQLError(.internal, "the catalog holds a stored program that is none: \(text)")
    }
    self.name = routine.name.name.text
    self.text = text
    self.sqlMode = sqlMode
    self.connection = connection
    self.created = created
    self.altered = altered ?? created
    self.collation = collation
    self.definition = routine
  }

  /// The program with other characteristics, of which the last of a kind holds.
  ///
  /// ALTER writes them before the body, so that the text is still the whole of it.
  package func altered(
    with characteristics: [String],
    at moment: Int64
  ) throws(SQLError) -> StoredProgram {
    let bytes = text.utf8
    let start = String(Substring(bytes.prefix(definition.bodySpan.range.lowerBound)))
    let rest = String(Substring(bytes.dropFirst(definition.bodySpan.range.lowerBound)))
    let words = characteristics.map { "\($0) " }.joined()
    return try StoredProgram(
      text: start + words + rest,
      sqlMode: sqlMode,
      connection: connection,
      created: created,
      altered: moment,
      collation: collation
    )
  }

  /// The type of one of its parameters or variables, or of what it returns.
  package func type(_ syntax: ColumnTypeSyntax, of name: String) throws(SQLError) -> MySQLType {
    try MySQLType(syntax, column: name, collation: collation)
  }

  package var kind: ProgramKind { definition.isFunction ? .function : .procedure }
  package var key: Key { Key(kind, name) }

  /// The bytes of the text under a span.
  package func text(under span: Span) -> String {
    let bytes = text.utf8.dropFirst(span.range.lowerBound).prefix(span.range.count)
    return String(Substring(bytes))
  }

  /// The body as it was written.
  package var bodyText: String { text(under: definition.bodySpan) }

  /// The parameters as they were written, without their parentheses.
  package var parameterText: String {
    guard let first = definition.parameters.first, let last = definition.parameters.last else {
      return ""
    }
    return text(under: first.span.union(last.span))
  }

  /// A characteristic that begins with a word, without it: of `comment 'x'` the rest.
  package func characteristic(_ word: String) -> String? {
    definition.characteristics.last { $0.hasPrefix(word) }.map {
      String($0.dropFirst(word.count)).trimmingPrefix(" ").description
    }
  }

  package var isDeterministic: Bool {
    let words = definition.characteristics.last { $0.hasSuffix("deterministic") }
    return words == "deterministic"
  }

  /// `CONTAINS SQL`, `NO SQL`, `READS SQL DATA` or `MODIFIES SQL DATA`.
  package var dataAccess: String {
    let words = ["contains sql", "no sql", "reads sql data", "modifies sql data"]
    return (definition.characteristics.last { words.contains($0) } ?? "contains sql").uppercased()
  }

  /// `DEFINER` or `INVOKER`.
  package var security: String {
    characteristic("sql security") == "invoker" ? "INVOKER" : "DEFINER"
  }

  /// The text of its COMMENT.
  package var comment: String {
    guard let literal = characteristic("comment "),
      case .literal(let value)? = try? Parser.parseExpression(literal),
      case .string(let text) = value.kind
    else { return "" }
    return text
  }
}
