extension Printer {
  mutating func write(_ statement: Statement) {
    write(directives: statement)
    switch statement {
    case .query(let node): write(node)
    case .insert(let node): write(node)
    case .update(let node): write(node)
    case .delete(let node): write(node)
    case .loadData(let node): write(node)
    case .call(let node): write(node)
    case .do(let node):
      write("do ")
      write(expressions: node.expressions)
    case .handler(let node): write(node)
    case .createTable, .alterTable, .dropTable, .renameTable, .truncateTable, .createIndex,
      .dropIndex, .createView, .alterView, .dropView, .createDatabase, .alterDatabase,
      .dropDatabase:
      write(definition: statement)
    case .createRoutine, .createTrigger, .createEvent, .alterEvent, .alterRoutine, .dropRoutine,
      .compound:
      write(program: statement)
    case .alterVSchema, .alterMigration, .revertMigration, .showMigrationLogs, .stream, .vstream,
      .vexplain:
      write(vitess: statement)
    default: write(session: statement)
    }
  }

  private mutating func write(_ call: Call) {
    write("call ")
    write(call.name)
    parenthesized(call.arguments) { $0.write($1) }
  }

  /// `/*vt+ A=1 B */` in front of the statement, names in order.
  private mutating func write(directives statement: Statement) {
    switch statement {
    case .explain, .vexplain: return
    default: break
    }
    let entries = statement.directives.entries
    guard !entries.isEmpty else { return }
    let words = entries.sorted { $0.key < $1.key }.map { name, value in
      value.isEmpty ? name : "\(name)=\(value)"
    }
    write("/*vt+ " + words.joined(separator: " ") + " */ ")
  }
}
