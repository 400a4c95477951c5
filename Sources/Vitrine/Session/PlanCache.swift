import Synchronization
import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// Plans for statements like those that have run before.
///
/// Looked up by the exact text first, then by the text without its literals: a plan found that way
/// serves where the literals that the planner has looked at have the same values. A change of the
/// catalog empties the cache; a full one forgets what was not used for longest.
final class PlanCache: Sendable {
  /// How often lookups have found what they looked for.
  struct Statistics: Sendable, Hashable {
    var textHits = 0
    var shapeHits = 0
    var misses = 0
  }

  /// A plan, and the values of the literals it was found for.
  final class Hit: Sendable {
    let plan: Plan
    let literals: [TypedValue]

    init(plan: Plan, literals: [TypedValue]) {
      self.plan = plan
      self.literals = literals
    }
  }

  /// A statement and what it was planned with; most statements are planned with the same, so that the
  /// statement alone is hashed.
  private struct Key<Statement: Hashable & Sendable>: Hashable, Sendable {
    var statement: Statement
    var options: PlannerOptions

    func hash(into hasher: inout Hasher) { hasher.combine(statement) }
  }

  private typealias TextKey = Key<String>
  private typealias ShapeKey = Key<[UInt8]>

  private struct PinnedPlan: Sendable {
    var plan: Plan
    /// By ordinal.
    var pinned: [Int: TypedValue]

    func serves(_ literals: [TypedValue]) -> Bool {
      pinned.allSatisfy { literals.indices.contains($0.key) && literals[$0.key] == $0.value }
    }
  }

  private struct State: Sendable {
    var version = 0
    var texts: RecentlyUsed<TextKey, Hit>
    var shapes: RecentlyUsed<ShapeKey, [PinnedPlan]>
    var statistics = Statistics()
  }

  private let state: Mutex<State>
  private let capacity: Int

  /// Longer texts are mostly data and seldom come again.
  private static let longestText = 4096
  private static let plansPerShape = 16

  init(capacity: Int) {
    self.capacity = capacity
    state = Mutex(
      State(texts: RecentlyUsed(capacity: capacity), shapes: RecentlyUsed(capacity: capacity))
    )
  }

  var statistics: Statistics { state.withLock { $0.statistics } }
  var count: Int { state.withLock { $0.shapes.values.reduce(0) { $0 + $1.count } } }

  /// A plan for exactly this text.
  func plan(text: String, options: PlannerOptions, version: Int) -> Hit? {
    state.withLock { state in
      guard state.version == version,
        let hit = state.texts.value(for: TextKey(statement: text, options: options))
      else { return nil }
      state.statistics.textHits += 1
      return hit
    }
  }

  /// A plan for a text that differs from one before in its literals alone.
  func plan(
    shape: [UInt8],
    literals: [TypedValue],
    text: String,
    options: PlannerOptions,
    version: Int
  ) -> Hit? {
    state.withLock { state in
      let plans =
        state.version == version
        ? state.shapes.value(for: ShapeKey(statement: shape, options: options)) : nil
      guard let found = plans?.first(where: { $0.serves(literals) }) else {
        state.statistics.misses += 1
        return nil
      }
      state.statistics.shapeHits += 1
      let hit = Hit(plan: found.plan, literals: literals)
      keep(hit, text, options, &state)
      return hit
    }
  }

  /// Keeps a plan for the next statement like it.
  func insert(
    _ plan: Plan,
    shape: [UInt8],
    literals: [TypedValue],
    text: String,
    options: PlannerOptions,
    version: Int
  ) {
    state.withLock { state in
      guard version >= state.version, capacity > 0 else { return }
      if version > state.version {
        state.texts.removeAll()
        state.shapes.removeAll()
        state.version = version
      }
      var pinned: [Int: TypedValue] = [:]
      for ordinal in literals.indices where !plan.freeLiterals.contains(ordinal) {
        pinned[ordinal] = literals[ordinal]
      }
      let key = ShapeKey(statement: shape, options: options)
      var plans = state.shapes.value(for: key) ?? []
      if plans.count >= Self.plansPerShape { plans.removeFirst() }
      plans.append(PinnedPlan(plan: plan, pinned: pinned))
      state.shapes.insert(plans, for: key)
      keep(Hit(plan: plan, literals: literals), text, options, &state)
    }
  }

  private func keep(
    _ hit: Hit,
    _ text: String,
    _ options: PlannerOptions,
    _ state: inout State
  ) {
    guard text.utf8.count <= Self.longestText else { return }
    state.texts.insert(hit, for: TextKey(statement: text, options: options))
  }
}
