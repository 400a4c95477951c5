import VitrineSQL

/// The user variables that something assigns to and reads, in lower case.
struct VariableUse {
  var assigned: Set<String> = []
  var read: Set<String> = []

  init(_ visit: (LeafRewriter<Never>) -> Void) {
    var assigned: Set<String> = []
    var read: Set<String> = []
    visit(
      LeafRewriter { leaf in
        switch leaf {
        case .assignment(let node): assigned.insert(node.variable.name.folded)
        case .userVariable(let variable): read.insert(variable.name.folded)
        default: break
        }
        return nil
      }
    )
    self.assigned = assigned
    self.read = read
  }

  var all: Set<String> { assigned.union(read) }
}

extension VitrineSQL.Expression {
  /// What `(SELECT value)` selects; nil for any other expression.
  var reduced: VitrineSQL.Expression? {
    guard case .subquery(let node) = self, node.query.isOneValue,
      case .select(let block) = node.query.body,
      case .expression(let item)? = block.items.first
    else { return nil }
    return item.expression.reduced ?? item.expression
  }

  /// Whether it assigns to a user variable, subqueries left out but those of one value.
  var assigns: Bool {
    contains { part in
      if case .assignment = part { return true }
      return part.reduced?.assigns ?? false
    }
  }

  /// The same value where nothing is assigned.
  var withoutAssignments: VitrineSQL.Expression {
    rewritten { part in
      if case .assignment(let node) = part { return node.value }
      return part.reduced?.withoutAssignments ?? part
    }
  }

  var readsVariables: Bool {
    contains { part in
      if case .userVariable = part { return true }
      return part.reduced?.readsVariables ?? false
    }
  }

  /// Whether it names a column, but in VALUES().
  var namesColumns: Bool { !columnNames.isEmpty }

  /// The columns that it and its subqueries name.
  var columnNames: [ColumnName] {
    var names: [ColumnName] = []
    let visitor = LeafRewriter<Never> { leaf in
      if case .column(let name) = leaf { names.append(name) }
      return nil
    }
    _ = visitor.rewritten(self)
    return names
  }

  /// The user variables in it and its subqueries.
  var variables: VariableUse { VariableUse { _ = $0.rewritten(self) } }
}

extension QueryExpression {
  var variables: VariableUse { VariableUse { _ = $0.rewritten(self) } }

  var assigns: Bool { !variables.assigned.isEmpty }

  var assignedVariables: Set<String> { variables.assigned }

  /// Whether it selects an expression without FROM, once.
  fileprivate var isOneValue: Bool {
    guard case .select(let block) = body, block.from.isEmpty, block.items.count == 1,
      case .expression(let item)? = block.items.first
    else { return false }
    return with == nil && orderBy.isEmpty && limit == nil && locking.isEmpty && into == nil
      && block.where == nil && block.having == nil && block.groupBy.isEmpty
      && block.windows.isEmpty && block.options.isEmpty
      && !item.expression.contains(where: \.isAggregate)
  }

  /// The query with the values alone of what assigns.
  var withoutAssignments: QueryExpression {
    let rewriter = LeafRewriter<Never> { leaf in
      if case .assignment(let node) = leaf { node.value } else { nil }
    }
    return rewriter.rewritten(namingItems)
  }

  /// Items whose name is their text get it as an alias.
  private var namingItems: QueryExpression {
    guard case .select(var block) = body else { return self }
    for (index, item) in block.items.enumerated() {
      guard case .expression(var node) = item, node.alias == nil, node.expression.assigns else {
        continue
      }
      node.alias = Identifier(text: node.expression.printed())
      block.items[index] = .expression(node)
    }
    var copy = self
    copy.body = .select(block)
    return copy
  }
}

extension Statement {
  /// The user variables that a SELECT, INSERT, UPDATE or DELETE assigns to and reads.
  var variables: VariableUse { VariableUse { _ = $0.rewritten(self) } }

  /// The statement with the values alone of what assigns.
  var withoutAssignments: Statement {
    LeafRewriter<Never> { leaf in
      if case .assignment(let node) = leaf { node.value } else { nil }
    }.rewritten(self)
  }
}
