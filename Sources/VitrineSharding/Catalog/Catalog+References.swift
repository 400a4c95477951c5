/// A foreign key, and the table that has it.
package struct ReferringKey: Sendable, Hashable {
  /// The table whose rows refer to others.
  package var child: TableAddress
  package var key: ForeignKeyConstraint

  package init(child: TableAddress, key: ForeignKeyConstraint) {
    self.child = child
    self.key = key
  }
}

extension Catalog {
  /// The foreign keys that refer to each table, in the order in which InnoDB looks at them: by name.
  package var references: [TableAddress: [ReferringKey]] {
    var found: [TableAddress: [ReferringKey]] = [:]
    for keyspace in keyspaces.values {
      for table in keyspace.tables.values {
        let child = TableAddress(keyspace: keyspace.name, table: table.name)
        for key in table.foreignKeys {
          found[key.referencedTable, default: []].append(
            ReferringKey(child: child, key: key)
          )
        }
      }
    }
    return found.mapValues { $0.sorted { $0.order < $1.order } }
  }

  /// The foreign keys that refer to one table.
  package func references(to parent: TableAddress) -> [ReferringKey] {
    var found: [ReferringKey] = []
    for keyspace in keyspaces.values {
      for table in keyspace.tables.values {
        for key in table.foreignKeys where key.referencedTable == parent {
          let child = TableAddress(keyspace: keyspace.name, table: table.name)
          found.append(ReferringKey(child: child, key: key))
        }
      }
    }
    return found.sorted { $0.order < $1.order }
  }
}

extension [TableAddress: [ReferringKey]] {
  /// Takes note of the foreign keys of a table that has changed, is new, or there no more.
  package mutating func replace(
    _ before: TableDefinition?,
    with after: TableDefinition?,
    at child: TableAddress
  ) {
    guard before?.foreignKeys != after?.foreignKeys else { return }
    for key in before?.foreignKeys ?? [] {
      self[key.referencedTable]?.removeAll { $0.child == child }
      if self[key.referencedTable]?.isEmpty == true { self[key.referencedTable] = nil }
    }
    for key in after?.foreignKeys ?? [] {
      self[key.referencedTable, default: []].append(ReferringKey(child: child, key: key))
      self[key.referencedTable]?.sort { $0.order < $1.order }
    }
  }
}

extension ReferringKey {
  fileprivate var order: String { "\(child.keyspace)/\(key.name)" }

  /// The reference as MySQL's errors 1451 and 1452 name it.
  package var description: String {
    "`\(child.keyspace)`.`\(child.table)`, \(key.createText(in: child.keyspace))"
  }
}
