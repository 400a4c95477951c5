import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Writes one SQLite text: what is shared by all parts of it.
///
/// One renderer, one text: parameters are numbered in the order in which they are met.
final class QueryRenderer {
  /// What stands for values that are not written into the text.
  enum Constants {
    /// Parameters: one text serves every value.
    case bound
    /// The values themselves: what a schema keeps cannot have parameters.
    case inline
  }

  /// How an input of the coordinator is read.
  enum InputReading {
    /// As it streams: it is read once.
    case streamed
    /// Copied first, so that SQLite can read it in any order, repeatedly, and index it.
    case materialized
  }

  let context: PlanningContext
  let constants: Constants
  /// The number of the first parameter.
  let firstParameter: Int
  @exclusivity(unchecked) private(set) var parameters: [ParameterSource] = []
  @exclusivity(unchecked) private var positions: [ParameterSource: Int] = [:]
  private var aliasCount = 0
  /// Common table expressions that stand before the whole text.
  private(set) var commonTables: [String] = []
  var inputReading = InputReading.streamed
  /// The slots that the text reads as tables.
  private(set) var slotTables: [SlotTable] = []
  /// The recursions whose steps are being written, by id.
  var recursions: [Int: OpenRecursion] = [:]
  /// Lower-case names of the tables that the text reads, which no common table expression may take.
  @exclusivity(unchecked) var tableNames: [String] = []

  /// Whether stored functions can be run: the text is the coordinator's.
  var callsPrograms = false

  /// Whether a table that is read has an index on an expression.
  var readsIndexedExpressions = false

  /// A recursion while its step is written.
  struct OpenRecursion {
    var name: String
    var columns: [BoundColumn]
    /// The alias under which the step reads it.
    var alias: String
  }

  init(context: PlanningContext, constants: Constants = .bound, firstParameter: Int = 1) {
    self.context = context
    self.constants = constants
    self.firstParameter = firstParameter
  }

  /// The name itself where no table that is read has it, else with a number.
  func commonTableName(_ name: String, in scope: RenderingScope) -> String {
    var candidate = scope.free(name)
    var count = 2
    while tableNames.contains(candidate.lowercased()) {
      candidate = scope.free("\(name)_\(count)")
      count += 1
    }
    return candidate
  }

  /// The text `?n` for a value, the same for the same source.
  func parameter(_ source: ParameterSource) -> String {
    if let position = position(of: source) { return "?\(position)" }
    let position = firstParameter + parameters.count
    parameters.append(source)
    if !positions.isEmpty { positions[source] = position }
    return "?\(position)"
  }

  /// The number of a value that the text has already.
  ///
  /// A few are compared one by one; hashing them would take longer.
  private func position(of source: ParameterSource) -> Int? {
    if parameters.count <= Self.fewParameters {
      return parameters.firstIndex(of: source).map { firstParameter + $0 }
    }
    if positions.isEmpty {
      for (index, known) in parameters.enumerated() { positions[known] = firstParameter + index }
    }
    return positions[source]
  }

  private static let fewParameters = 8

  /// What the text `?n` stands for.
  func source(of text: String) -> ParameterSource? {
    guard text.first == "?", let position = Int(text.dropFirst()) else { return nil }
    let index = position - firstParameter
    return parameters.indices.contains(index) ? parameters[index] : nil
  }

  /// Takes note that the text reads the rows of a slot.
  func noteSlot(of input: Operator.Input) {
    guard let slot = input.slot, !slotTables.contains(where: { $0.slot == slot }) else { return }
    slotTables.append(SlotTable(slot: slot, input: SQLiteRenderer.coordinatorInput(input)))
  }

  func addCommonTable(_ definition: String) {
    if !commonTables.contains(definition) { commonTables.append(definition) }
  }

  /// A table name that nothing in the statement has: `d1`, `d2`.
  func makeAlias(_ scope: RenderingScope) -> String {
    repeat {
      aliasCount += 1
    } while scope.names.contains("d\(aliasCount)")
      || tableNames.contains("d\(aliasCount)")
    return "d\(aliasCount)"
  }

  /// The name by which a column goes where it has no better one.
  static func name(of column: ColumnID) -> String { "c\(column.number)" }
}

/// What an expression or a query can see: columns, and the table names that are taken.
struct RenderingScope {
  var columns = ColumnMap<Operand>()
  var names: [String] = []

  /// The scope of expressions inside a block.
  func inside(_ block: QueryBlock) -> RenderingScope {
    guard !columns.isEmpty || !names.isEmpty else {
      return RenderingScope(columns: block.columns, names: block.names)
    }
    return RenderingScope(
      columns: columns.merging(block.columns),
      names: names + block.names
    )
  }

  /// Whether a text reads one of the tables.
  func isRead(by text: String) -> Bool { names.areRead(by: text) }

  /// The table name itself where it is free, else with a number.
  func free(_ name: String) -> String {
    guard names.contains(name.foldedName) else { return name }
    var count = 2
    while names.contains("\(name)_\(count)".lowercased()) { count += 1 }
    return "\(name)_\(count)"
  }
}
