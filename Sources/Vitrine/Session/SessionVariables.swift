import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The variables of one session: those of MySQL's system, and its own `@names`.
struct SessionVariables: Sendable {
  private var system: SystemVariables {
    didSet { options = SessionOptions(system) }
  }
  /// What the system variables ask for.
  private(set) var options: SessionOptions
  private var user: [String: TypedValue] = [:]

  init(_ system: SystemVariables) {
    self.system = system
    options = SessionOptions(system)
  }

  /// Without a check: for values that the engine itself has made.
  mutating func set(_ name: String, _ value: TypedValue) { system.set(name, value) }

  /// Takes the settings that a stored program has, or that were there before it.
  mutating func take(sqlMode: String, _ connection: ConnectionSettings) {
    guard options.sqlMode != sqlMode || options.connection != connection else { return }
    var system = system
    system.set("sql_mode", TypedValue(parameter: .text(sqlMode)))
    system.set(connection)
    self.system = system
  }

  /// Sets a system variable to a value that a statement gives; nil for DEFAULT.
  mutating func assign(_ name: String, _ value: TypedValue?) throws(SQLError) {
    try system.assign(name, value)
  }

  /// Gives system variables the values that they had.
  mutating func restore(_ names: [String], from saved: Self) {
    system.restore(names, from: saved.system)
  }

  func value(of name: String) throws(SQLError) -> TypedValue { try system.value(of: name) }

  func integer(_ name: String) -> Int64 { system.integer(name) }

  func text(_ name: String) -> String { system.text(name) }

  func isOn(_ name: String) -> Bool { system.isOn(name) }

  /// How statements that assign to user variables read those that were of another type before.
  private var readings: [String: Reading] = [:]

  private enum Reading: Sendable {
    case text
    case double
    /// Beside other numbers it is what was assigned, alone it is rounded.
    case integer
  }

  /// The value of `@name`: NULL when it was never set.
  func userValue(_ name: String) -> TypedValue {
    let name = name.lowercased()
    guard let value = user[name] else { return .null }
    guard !value.value.isNull, let reading = readings[name] else { return value }
    switch reading {
    case .text where value.type.isNumeric:
      return MySQLText.text(of: value.value, type: value.type)
        .map { TypedValue(.text($0), .longtext) } ?? .null
    case .double: return value.converted(to: .double)
    case .text, .integer: return value
    }
  }

  /// The value where it is the whole of an expression.
  func wholeValue(_ name: String) -> TypedValue {
    let value = userValue(name)
    guard readings[name.lowercased()] == .integer, !value.type.isInteger, value.type.isNumeric
    else { return value }
    return value.converted(to: .bigint)
  }

  /// Lets variables be read by the types that they have now, whatever is assigned to them.
  ///
  /// MySQL gives an expression its type before the first row: a variable that was never set, or holds a text, is
  /// a text in it, so that sums with it are of type DOUBLE.
  mutating func fixTypes(of names: Set<String>) {
    for name in names where readings[name] == nil {
      let value = user[name] ?? .null
      user[name] = value
      switch value.type.kind {
      case .null, .unknown: readings[name] = .text
      case _ where value.value.isNull && value.type.isBinary: readings[name] = .text
      case .double, .float: readings[name] = .double
      case _ where value.type.isInteger: readings[name] = .integer
      default: readings[name] = value.type.isText ? .text : nil
      }
    }
  }

  /// Reads variables as they were read in an earlier state.
  mutating func readTypes(as earlier: Self) { readings = earlier.readings }

  /// Whether it is read as a text and NULL, so that no value tells its type.
  var untypedTexts: [String: MySQLType] {
    readings.filter { $0.value == .text && user[$0.key]?.value.isNull != false }
      .mapValues { _ in .longtext }
  }

  var hasUserVariables: Bool { !user.isEmpty }

  /// What the planner may know of the user variables.
  var userTypes: [String: MySQLType] {
    guard !readings.isEmpty else { return user.mapValues(\.planningType) }
    var types: [String: MySQLType] = [:]
    for name in user.keys { types[name] = userValue(name).planningType }
    return types
  }

  mutating func setUser(_ name: String, _ value: TypedValue) {
    let name = name.lowercased()
    var kept = value.keptByVariable(options.planner.literalCollation)
    // NULL alone has no type: the variable keeps its own, and is a binary string at first.
    if kept.type.kind == .null { kept.type = user[name]?.type ?? .longblob }
    user[name] = kept
  }

  /// Every system variable with its value, by name.
  var allSystem: [(name: String, value: TypedValue)] { system.all }
}

/// Values of MySQL's system variables: those that the session has set, and the defaults of the others.
struct SystemVariables: Sendable {
  private var assigned: [String: TypedValue] = [:]

  init(configuration: ClusterConfiguration) {
    if let mode = configuration.sqlMode { set("sql_mode", TypedValue(parameter: .text(mode))) }
    set("vitrine_strategy", TypedValue(parameter: .text(configuration.strategy)))
    set("planner", TypedValue(parameter: .text(configuration.strategy)))
    set("no_scatter", TypedValue(parameter: .integer(configuration.refusesScatter ? 1 : 0)))
    set("warn_scatter", TypedValue(parameter: .integer(configuration.warnsOfScatter ? 1 : 0)))
    set("local_infile", TypedValue(parameter: .integer(configuration.allowsLocalFiles ? 1 : 0)))
    if let directory = configuration.fileDirectory {
      set("secure_file_priv", TypedValue(parameter: .text(directory)))
    }
    let rows = Int64(configuration.maximumMemoryRows ?? 0)
    set("max_memory_rows", TypedValue(parameter: .integer(rows)))
    let bytes = Int64(configuration.maximumMemoryBytes ?? 0)
    set("max_memory_bytes", TypedValue(parameter: .integer(bytes)))
    let seconds = configuration.lockWaitTimeout.components.seconds
    set("innodb_lock_wait_timeout", TypedValue(parameter: .integer(max(1, seconds))))
  }

  /// Without a check: for values that the engine itself has made.
  mutating func set(_ name: String, _ value: TypedValue) { assigned[name] = value }

  mutating func set(_ connection: ConnectionSettings) {
    for (name, value) in [
      ("character_set_client", connection.clientCharacterSet),
      ("character_set_connection", Collation.characterSetName(in: connection.collation)),
      ("collation_connection", connection.collation),
    ] { assigned[name] = TypedValue(parameter: .text(value)) }
  }

  /// Gives variables the values that they had.
  mutating func restore(_ names: [String], from saved: Self) {
    for name in names.flatMap({ Self.paired($0.lowercased()) }) {
      assigned[name] = saved.assigned[name]
    }
  }

  /// A variable and the one that changes with it.
  private static func paired(_ name: String) -> [String] {
    switch name {
    case "planner", "vitrine_strategy": ["planner", "vitrine_strategy"]
    case "character_set_connection", "collation_connection":
      ["character_set_connection", "collation_connection"]
    case "character_set_server", "collation_server": ["character_set_server", "collation_server"]
    default: [name]
    }
  }

  func value(of name: String) throws(SQLError) -> TypedValue {
    let name = name.lowercased()
    if let value = assigned[name] { return value }
    guard let definition = SystemVariableDefinition.all[name] else { throw Self.unknown(name) }
    return definition.standard
  }

  /// What has been given to the variable; nil for its standard value.
  func given(_ name: String) -> TypedValue? { assigned[name.lowercased()] }

  func integer(_ name: String) -> Int64 {
    guard case .integer(let number)? = try? value(of: name).value else { return 0 }
    return number
  }

  func text(_ name: String) -> String {
    guard case .text(let text)? = try? value(of: name).value else { return "" }
    return text
  }

  func isOn(_ name: String) -> Bool { integer(name) != 0 }

  /// Every variable with its value, by name.
  var all: [(name: String, value: TypedValue)] {
    SystemVariableDefinition.all.keys.sorted().map { name in
      (name, assigned[name] ?? SystemVariableDefinition.all[name]?.standard ?? .null)
    }
  }

  /// Sets a variable to a value that a statement gives; nil for DEFAULT.
  mutating func assign(_ name: String, _ value: TypedValue?) throws(SQLError) {
    let name = name.lowercased()
    guard let definition = SystemVariableDefinition.all[name] else { throw Self.unknown(name) }
    guard let value else {
      for name in Self.paired(name) { assigned[name] = nil }
      return
    }
    var accepted = try definition.accepted(value)
    if case .transactions = definition.domain, value.shown.hasPrefix("+"), !text(name).isEmpty {
      let sets = [text(name), accepted.shown].filter { !$0.isEmpty }
      accepted = TypedValue(parameter: .text(sets.joined(separator: ",")))
    }
    for other in Self.paired(name) {
      assigned[other] = other == name ? accepted : definition.counterpart(of: accepted)
    }
  }

  private static func unknown(_ name: String) -> SQLError {
    SQLError(
      .unknownVariable,
      "Unknown system variable '\(name)'",
      hint: nearest(to: name, in: SystemVariableDefinition.all.keys).map { "did you mean '\($0)'?" }
    )
  }
}

extension TypedValue {
  /// The value as a user variable keeps it, which has numbers and texts alone: a date is the text that
  /// it shows, of the connection's collation.
  fileprivate func keptByVariable(_ collation: Collation) -> TypedValue {
    switch type.kind {
    case .date, .datetime, .timestamp, .time, .enum, .set:
      guard let text = MySQLText.text(of: value, type: type) else { return .null }
      return TypedValue(parameter: .text(text))
        .collated(type.collation ?? collation)
    // Texts of documents tell cases apart.
    case .json:
      guard let text = MySQLText.text(of: value, type: type) else { return .null }
      return TypedValue(.text(text), MySQLType(.longtext, collation: .utf8mb4Bin))
    // A quotient has as many digits as were computed.
    case .decimal: return withItsDigits
    default: return TypedValue(value, type.unfilled)
    }
  }

  /// A decimal that lies as text, in a type of as many digits as the text has.
  private var withItsDigits: TypedValue {
    guard case .text(let text) = value else { return TypedValue(value, type.unfilled) }
    let scale =
      text.utf8.lastIndex(of: UInt8(ascii: ".")).map {
        text.utf8.distance(from: $0, to: text.utf8.endIndex) - 1
      } ?? 0
    guard scale != type.scale ?? 0, let number = Decimal65(text) else {
      return TypedValue(value, type.unfilled)
    }
    let digits = DecimalShape(number.integerDigits + scale, scale).type
    guard case .scaled(let scale) = digits.representation, let integer = number.scaled(scale) else {
      return TypedValue(value, digits)
    }
    return TypedValue(.integer(integer), digits)
  }
}
