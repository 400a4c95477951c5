import VitrineSQL
import VitrineSharding

/// A stored program ready to run: names are slots, labels are numbers, and each statement of SQL has
/// its local variables as parameters.
struct CompiledProgram: Sendable {
  /// A parameter or local variable.
  struct Variable: Sendable {
    var name: String
    /// As declared; nil for what a CASE statement compares, which has no type of its own.
    var type: MySQLType?
  }

  /// A cursor: what FETCH reads.
  struct Cursor: Sendable {
    var name: String
    var query: ProgramQuery
  }

  var name: String
  var kind: ProgramKind
  /// By slot; the first are the parameters.
  var variables: [Variable] = []
  var parameters: [ParameterMode] = []
  /// Of a function.
  var returns: MySQLType?
  var cursors: [Cursor] = []
  var body: ProgramStep
}

/// A statement of SQL in a stored program.
struct ProgramQuery: Sendable {
  /// Its text, to which the spans of `statement` refer.
  var text: String
  var statement: Statement { didSet { nature = Nature(of: statement) } }
  private(set) var nature: Nature
  /// The local variables it reads, by the position of the parameter that stands for each.
  var slots: [Int] = []
  /// Their names: statements of one text that read other variables have other plans.
  var names: [String] = []
  /// How the text is read, where that is not as the program is.
  let mode: SQLMode?

  init(text: String, statement: Statement, mode: SQLMode? = nil) {
    self.text = text
    self.mode = mode
    self.statement = statement
    nature = Nature(of: statement)
  }
}

extension ProgramQuery {
  /// What of a statement decides how strictly it is computed, found once when the program is compiled.
  struct Nature: Sendable {
    /// Whether a SELECT computes nothing but its items: those are computed as they go into variables, conditions and
    /// groups before.
    let computesItemsAlone: Bool
    let readsUserVariables: Bool

    init(of statement: Statement) {
      guard case .query(let query) = statement, query.with == nil, query.orderBy.isEmpty,
        case .select(let select) = query.body
      else {
        (computesItemsAlone, readsUserVariables) = (false, false)
        return
      }
      computesItemsAlone =
        select.where == nil && select.groupBy.isEmpty && select.having == nil
        && !select.isDistinct && select.windows.isEmpty && select.readsOneTableAtMost
        && !select.hasItem(with: \.isAggregate)
      readsUserVariables = select.hasItem { part in
        if case .userVariable = part { true } else { false }
      }
    }
  }
}

extension Select {
  fileprivate var readsOneTableAtMost: Bool {
    guard from.count == 1 else { return from.isEmpty }
    return from.allSatisfy { if case .table = $0 { true } else { false } }
  }

  fileprivate func hasItem(with test: (VitrineSQL.Expression) -> Bool) -> Bool {
    items.contains { item in
      guard case .expression(let item) = item else { return false }
      return item.expression.contains(where: test)
    }
  }
}

/// What has a value in a stored program.
enum ProgramExpression: Sendable {
  case constant(TypedValue)
  case variable(Int)
  /// A SELECT of the one value
  case computed(ProgramQuery)
}

/// What takes a value.
enum ProgramTarget: Sendable {
  case local(Int)
  /// `@name`
  case user(String)
}

/// A statement of a stored program.
indirect enum ProgramStep: Sendable {
  case block(ProgramBlock)
  case assign(ProgramTarget, ProgramExpression)
  /// `SET SESSION name = value`, where the value reads local variables
  case assignSystem(SystemVariable, ProgramExpression)
  /// `IF`, and `CASE` once its operand has been taken
  case branch([ProgramBranch], otherwise: [ProgramStep])
  case loop(ProgramLoop)
  case leave(Int)
  case iterate(Int)
  case returns(ProgramExpression)
  case open(Int)
  case fetch(Int, [ProgramTarget])
  case close(Int)
  case signal(ProgramSignal)
  case diagnostics(ProgramDiagnostics)
  case select(ProgramQuery, into: [ProgramTarget])
  case call(ProgramCall)
  /// `DO`
  case evaluate([ProgramExpression])
  /// Any other statement
  case run(ProgramQuery)
  /// `CASE` without ELSE that has found nothing
  case caseNotFound
}

/// `BEGIN … END`: what it declares, and its statements.
struct ProgramBlock: Sendable {
  var id: Int
  /// Its label's number.
  var label: Int?
  /// Gives the variables their defaults.
  var declarations: [ProgramStep] = []
  /// Closed at its end.
  var cursors: [Int] = []
  var handlers: [ProgramHandler] = []
  var steps: [ProgramStep] = []
}

/// `DECLARE … HANDLER FOR …`.
struct ProgramHandler: Sendable {
  var isExit: Bool
  var conditions: [ProgramCondition]
  var body: ProgramStep
}

/// What a handler reacts to.
enum ProgramCondition: Sendable, Hashable {
  case code(Int)
  case state(String)
  case warning
  case notFound
  case exception
}

/// A condition, and what is done where it is true.
struct ProgramBranch: Sendable {
  var condition: ProgramExpression
  var steps: [ProgramStep]
}

/// `LOOP`, `WHILE`, `REPEAT`.
struct ProgramLoop: Sendable {
  enum Kind: Sendable {
    case loop
    case `while`(ProgramExpression)
    case `repeat`(ProgramExpression)
  }

  var label: Int?
  var kind: Kind
  var steps: [ProgramStep]
}

/// `SIGNAL`, `RESIGNAL`.
struct ProgramSignal: Sendable {
  var isResignal: Bool
  var state: String?
  /// In lower case.
  var items: [(name: String, value: ProgramExpression)]
}

/// `GET DIAGNOSTICS`.
struct ProgramDiagnostics: Sendable {
  var isStacked: Bool
  var condition: ProgramExpression?
  var items: [(target: ProgramTarget, name: String)]
}

/// `CALL`.
struct ProgramCall: Sendable {
  /// An argument: every one has a value, and variables can take one.
  struct Argument: Sendable {
    var value: ProgramExpression
    var target: ProgramTarget?
  }

  var name: TableName
  var arguments: [Argument]
}
