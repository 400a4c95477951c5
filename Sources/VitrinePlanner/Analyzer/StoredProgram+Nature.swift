import VitrineSQL
import VitrineSQLite
package import VitrineSharding

/// What running a stored function may do besides computing a value of its arguments and of the rows that it reads.
package struct ProgramNature: Sendable, Hashable {
  /// Whether it changes more than its own variables.
  package var changes = false
  /// Whether user or system variables may be among what it changes.
  package var setsVariables = false
  /// Whether it reads user variables.
  package var readsVariables = false
  /// Whether it may give another value each time.
  package var isVolatile = false
}

extension StoredProgram {
  /// The nature of the program and of the functions that it calls, in sight of its keyspace.
  package func nature(in catalog: Catalog, of keyspace: String) -> ProgramNature {
    var nature = ProgramNature()
    var known: Set<String> = []
    var open: [(keyspace: String, program: StoredProgram)] = [(keyspace, self)]
    while let (keyspace, program) = open.popLast() {
      guard known.insert("\(keyspace)/\(program.name.lowercased())").inserted else { continue }
      let own = program.variables
      if program.definition.body.changesOthers(than: own, data: true) { nature.changes = true }
      if program.definition.body.changesOthers(than: own, data: false) {
        nature.setsVariables = true
      }
      if program.isVolatile || program.readsSession { nature.isVolatile = true }
      for leaf in program.definition.body.leaves {
        switch leaf {
        case .userVariable: nature.readsVariables = true
        case .assignment:
          nature.changes = true
          nature.setsVariables = true
        case .function(let call):
          if let called = Self.find(call, in: catalog, default: keyspace) { open.append(called) }
        default: break
        }
      }
    }
    nature.isVolatile = nature.isVolatile || nature.changes
    return nature
  }

  /// The names of its parameters and variables.
  private var variables: Set<String> {
    var own = Set(definition.parameters.map(\.name.folded))
    definition.body.collectVariables(into: &own)
    return own
  }
}

extension Statement {
  /// The names of the variables that it declares, those of inner blocks among them.
  fileprivate func collectVariables(into names: inout Set<String>) {
    guard case .compound(let node) = self else { return }
    if case .declareVariables(let declared, _, _) = node { names.formUnion(declared.map(\.folded)) }
    for statement in node.statements { statement.collectVariables(into: &names) }
  }

  /// Whether it changes anything but these variables; of rows only where `data` are asked for.
  fileprivate func changesOthers(than own: Set<String>, data: Bool) -> Bool {
    switch self {
    case .do: return false
    case .insert, .update, .delete: return data
    case .query(let query):
      guard case .variables(let targets)? = query.into else { return query.into != nil }
      return targets.contains(where: \.isShared)
    case .set(let set):
      return set.items.contains {
        guard case .system(let variable, _) = $0, variable.scope == nil else { return true }
        return !own.contains(variable.name.folded)
      }
    case .compound(.getDiagnostics(let node)): return node.items.contains { $0.target.isShared }
    case .compound(let node):
      return node.statements.contains { $0.changesOthers(than: own, data: data) }
    default: return true
    }
  }
}

extension IntoVariable {
  fileprivate var isShared: Bool { if case .user = self { true } else { false } }
}

extension CompoundStatement {
  /// The statements directly inside.
  fileprivate var statements: [Statement] {
    switch self {
    case .block(let block): block.statements
    case .declareHandler(_, _, let body): [body]
    case .conditional(let branches, let otherwise): branches.flatMap(\.statements) + otherwise
    case .choice(_, let branches, let otherwise):
      branches.flatMap(\.statements) + (otherwise ?? [])
    case .loop(let loop): loop.statements
    default: []
    }
  }
}
