package import VitrineSQL
package import VitrineSharding

/// A way to plan that an application brings along.
///
/// It chooses among rules that all keep a statement's meaning, and among ways to join, so it can make a plan
/// slow but no answer wrong:
///
///     struct LookUpAlways: PlannerStrategy {
///       let name = "look-up-always"
///       let summary = "never read a right side whole"
///       func chooseJoin(_ alternatives: JoinAlternatives, by model: CostModel) -> JoinAlternative {
///         alternatives.others.first ?? alternatives.coordinated
///       }
///     }
///     configuration.strategies = [LookUpAlways()]
///
/// A session then says `SET vitrine_strategy = 'look-up-always'`, a statement
/// `/*vt+ PLANNER=look-up-always */`. The names of Vitrine's own strategies cannot be taken.
public protocol PlannerStrategy: Sendable {
  /// The name by which a session chooses it; lower case.
  var name: String { get }
  /// One line for help texts.
  var summary: String { get }
  /// The names of a phase's rules, in the order they are tried; those of `cost` unless said otherwise.
  ///
  /// Without `route-table` and `route-values` nothing can be planned.
  func rules(of phase: PlannerPhase) -> [String]
  /// One of the ways to join; the one of least cost unless said otherwise.
  ///
  /// What is none of them means `coordinated`.
  func chooseJoin(_ alternatives: JoinAlternatives, by model: CostModel) -> JoinAlternative
}

extension PlannerStrategy {
  /// The rules of `cost`.
  public func rules(of phase: PlannerPhase) -> [String] { phase.rules(ofStrategy: "cost") }

  /// The way of least cost.
  public func chooseJoin(
    _ alternatives: JoinAlternatives,
    by model: CostModel
  ) -> JoinAlternative {
    alternatives.cheapest(by: model)
  }
}

/// The phases of planning, in order; the rules of one are applied until none fires.
public enum PlannerPhase: String, Sendable, Hashable, CaseIterable {
  /// Rules that need not know where rows lie.
  case normalization
  /// Rules that make routes and push operators into them.
  case routing
  /// Rules that choose the order of joins between routes.
  case ordering
  /// Rules for what could not be pushed.
  case joining

  /// The names of the rules that one of Vitrine's own strategies has in the phase, in order.
  public func rules(ofStrategy name: String) -> [String] {
    Strategies.all.first { $0.name == name }.map { of($0).rules.map(\.name) } ?? []
  }

  func of(_ strategy: any Strategy) -> Phase {
    switch self {
    case .normalization: strategy.normalization
    case .routing: strategy.routing
    case .ordering: strategy.ordering
    case .joining: strategy.joining
    }
  }
}

/// An application's strategy with its rules looked up.
struct ApplicationStrategy: Strategy {
  let name: String
  let summary: String
  let normalization: Phase
  let routing: Phase
  let ordering: Phase
  let joining: Phase
  private let own: any PlannerStrategy

  /// - Throws: `wrongValueForVariable` for a rule that there is not.
  init(_ own: any PlannerStrategy) throws(SQLError) {
    self.own = own
    name = own.name.lowercased()
    summary = own.summary
    normalization = try Self.phase(.normalization, of: own)
    routing = try Self.phase(.routing, of: own)
    ordering = try Self.phase(.ordering, of: own)
    joining = try Self.phase(.joining, of: own)
  }

  func chooseJoin(_ alternatives: JoinAlternatives, by model: CostModel) -> JoinAlternative {
    let chosen = own.chooseJoin(alternatives, by: model)
    return alternatives.others.contains(chosen) ? chosen : alternatives.coordinated
  }

  /// Every rule by its name.
  private static let rules: [String: Rule] = Dictionary(
    Strategies.all.flatMap { strategy in
      PlannerPhase.allCases.flatMap { $0.of(strategy).rules }.map { ($0.name, $0) }
    },
    uniquingKeysWith: { first, _ in first }
  )

  private static func phase(
    _ phase: PlannerPhase,
    of own: any PlannerStrategy
  ) throws(SQLError) -> Phase {
    let found = try own.rules(of: phase).mapTyped { (name: String) throws(SQLError) -> Rule in
      guard let rule = rules[name] else {
        throw SQLError(
          .wrongValueForVariable,
          "the planner strategy '\(own.name)' names a rule that there is not: '\(name)'",
          hint: nearest(to: name, in: rules.keys).map { "did you mean '\($0)'?" }
        )
      }
      return rule
    }
    return Phase(phase.rawValue, found)
  }
}

/// What plans are made with beside the catalog and a session's options: the strategies that there are,
/// and what is taken to cost how much.
package struct PlannerEnvironment: Sendable {
  package var costs: CostModel
  /// The types of system variables, by lower-case name.
  package let systemVariables: [String: MySQLType]
  private var strategies: [String: any Strategy] = [:]
  private var failures: [String: SQLError] = [:]

  package init(
    strategies: [any PlannerStrategy] = [],
    costs: CostModel = CostModel(),
    systemVariables: [String: MySQLType] = [:]
  ) {
    self.costs = costs
    self.systemVariables = systemVariables
    for strategy in strategies {
      do throws(SQLError) {
        self.strategies[strategy.name.lowercased()] = try ApplicationStrategy(strategy)
      } catch {
        failures[strategy.name.lowercased()] = error
      }
    }
  }

  /// The strategy of a name: Vitrine's own, or one that the application has brought.
  ///
  /// - Throws: `wrongValueForVariable` for one that is not there, or names rules that are not.
  package func strategy(named name: String) throws(SQLError) -> any Strategy {
    if let own = Strategies.own(name) { return own }
    let key = name.lowercased()
    if let own = Strategies.own(key) { return own }
    if let found = strategies[key] { return found }
    if let failure = failures[key] { throw failure }
    let names = (Strategies.all.map(\.name) + strategies.keys.sorted()).map { "'\($0)'" }
    throw SQLError(
      .wrongValueForVariable,
      "there is no planner strategy '\(name)'",
      hint: "choose one of \(names.joined(separator: ", "))"
    )
  }
}
