import VitrineSQL
import VitrineSharding

/// What surrounds a query that is being bound: the statement's context, the scope of the enclosing
/// query, and the common table expressions in sight.
struct Environment {
  let context: PlanningContext
  /// The scope of the query around; nil for the statement's own.
  var outer: NameScope?
  var commonTables: CommonTables?
  /// The keyspace of unqualified tables.
  var keyspace: String?
  /// Whether the text comes from the catalog (a view, a default), so that literals and spans are not
  /// the statement's.
  var isStored = false
  /// The collation of the texts of such a text: that of the connection which has made it, or of definitions the
  /// standard one.
  var storedCollation = Collation.standard
  /// Whether the query is the statement's own, run once and whole, and not one inside it.
  var isTopLevel = false
  /// Whether the query is `SELECT NEXT n VALUES FROM s` and no more.
  var takesNumbers = false
  /// Whether quotients that the query gives are wanted with every digit: variables and columns take them.
  var keepsDigits = false
  /// Whether the rows that the query gives are kept for another, so that of groups they have the digits that are shown.
  var cutsDigits = false
  /// Whether the tables in sight are those of an UPDATE or DELETE, which change sources, not copies.
  var isWritten = false
  /// Whether computed columns of views that are written may stand for what they are computed from: not
  /// beside an outer join, which makes them NULL.
  var computesViews = false
  /// Whether stored functions may be called: not in what belongs to a table's definition.
  var callsPrograms = true
  /// Whether temporary tables come before others of their names: not in views.
  var seesTemporaries = true

  init(_ context: PlanningContext) {
    self.context = context
    self.keyspace = context.options.defaultKeyspace
  }

  /// The same surroundings for a query inside `scope`.
  func inside(_ scope: NameScope?) -> Environment {
    var copy = self
    copy.outer = scope
    copy.isTopLevel = false
    return copy
  }

  /// The surroundings of the text of a view, which sees nothing of the statement.
  func inside(view table: ResolvedTable) -> Environment {
    var copy = Environment(context)
    copy.keyspace = table.keyspace.name
    copy.isStored = true
    copy.storedCollation = table.table.viewOptions.connection.literalCollation
    copy.seesTemporaries = false
    return copy
  }

  /// The collation of literals and of `CAST(… AS CHAR)`.
  var literalCollation: Collation {
    isStored ? storedCollation : context.options.literalCollation
  }

  /// The bytes of the statement under a span, as the name of a result column.
  func text(_ span: Span) -> String? {
    let range = span.range
    let bytes = context.text.utf8
    guard !isStored, !range.isEmpty,
      let lower = bytes.index(
        bytes.startIndex,
        offsetBy: range.lowerBound,
        limitedBy: bytes.endIndex
      ),
      let upper = bytes.index(
        bytes.startIndex,
        offsetBy: range.upperBound,
        limitedBy: bytes.endIndex
      )
    else { return nil }
    return String(bytes[lower..<upper])
  }
}

/// The common table expressions that a query sees, the nearest first.
///
/// A linked list: a reference is bound in the surroundings of its definition, which are the list's
/// rest at that point.
final class CommonTables {
  /// What a name stands for.
  enum Meaning {
    case query(CommonTable, isRecursive: Bool)
    /// Inside its own definition.
    case recursion(RecursionFrame)
  }

  let name: Identifier
  let meaning: Meaning
  /// What its definition sees.
  let surroundings: Environment
  let next: CommonTables?

  init(_ name: Identifier, _ meaning: Meaning, _ surroundings: Environment, next: CommonTables?) {
    self.name = name
    self.meaning = meaning
    self.surroundings = surroundings
    self.next = next
  }

  /// The nearest expression of the name.
  func find(_ name: Identifier) -> CommonTables? {
    var current: CommonTables? = self
    while let entry = current {
      if entry.name.matches(name) { return entry }
      current = entry.next
    }
    return nil
  }
}

/// A recursive common table expression while its own query is bound.
final class RecursionFrame {
  let id: Int
  let name: String
  /// The names and types of its columns, once its first part is bound.
  var columns: [(name: String, type: MySQLType)]?
  /// Whether its query is a union, as one that reads itself must be.
  let isUnion: Bool
  /// Whether the part being bound reads it.
  var isRead = false

  init(id: Int, name: String, isUnion: Bool) {
    self.id = id
    self.name = name
    self.isUnion = isUnion
  }
}
