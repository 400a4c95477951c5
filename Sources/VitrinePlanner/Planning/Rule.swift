package import VitrineSQL

/// A rewrite of the operator tree that keeps its meaning.
///
/// A rule looks at one operator, whose inputs have been rewritten already, and either gives the
/// operator that replaces it with a sentence on what it did, or nothing.
package struct Rule: Sendable {
  /// Kebab-case; also the name of its file and of its test cases.
  package let name: String
  /// The operators that it may replace; it is not tried on others.
  package let kinds: OperatorKinds
  /// Whether it looks at all inner joins that follow one another at once, and so is tried on the topmost of them alone.
  package let looksAtJoinGroups: Bool
  private let body: @Sendable (Operator, PlanningContext) throws(SQLError) -> Rewrite?

  package init(
    _ name: String,
    on kinds: OperatorKinds,
    joinGroups: Bool = false,
    _ body: @escaping @Sendable (Operator, PlanningContext) throws(SQLError) -> Rewrite?
  ) {
    self.name = name
    self.kinds = kinds
    self.looksAtJoinGroups = joinGroups
    self.body = body
  }

  package func apply(
    _ tree: Operator,
    _ context: PlanningContext
  ) throws(SQLError) -> Rewrite? {
    try body(tree, context)
  }
}

/// What a rule made of an operator.
package struct Rewrite: Sendable {
  package var result: Operator
  /// What it did.
  let wording: RewriteWording

  /// A rewrite, with a sentence in the past tense, without the rule's name: "pushed a limit of 10 below the merge".
  package init(_ result: Operator, _ sentence: String) {
    self.init(result, .text(sentence))
  }

  init(_ result: Operator, _ wording: RewriteWording) {
    self.result = result
    self.wording = wording
  }
}

/// What a rule did, for the reader of a plan: of the rules that nearly every statement needs, the sentence is made
/// when somebody asks for it.
enum RewriteWording: Sendable {
  case text(String)
  case readTable(alias: String, Routing.Variant)
  case pushedFilter(from: Routing.Variant, to: Routing.Variant)
  case pushedProject(columns: Int)

  var sentence: String {
    switch self {
    case .text(let text): text
    case .readTable(let alias, let variant): "\(alias) is read by \(variant.rawValue)"
    case .pushedFilter(let old, let new):
      "the shards filter" + (old == new ? "" : "; \(old.rawValue) is now \(new.rawValue)")
    case .pushedProject(let count): "the shards compute \(count) columns"
    }
  }
}

/// Rules that are applied together, from the leaves upward, until none fires.
package struct Phase: Sendable {
  package let name: String
  package let rules: [Rule]

  package init(_ name: String, _ rules: [Rule]) {
    self.name = name
    self.rules = rules
  }
}
