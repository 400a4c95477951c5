extension Catalog {
  /// Puts in a temporary table, by the name it is read under and the keyspace that holds it alone.
  package mutating func set(_ keyspace: Keyspace, temporary address: TableAddress) {
    temporaries[address] = keyspace
  }

  /// The keyspace that holds a temporary table of the name; nil where there is none.
  ///
  /// Without any keyspace, as before USE, it is the only one of that name.
  package func temporary(
    _ table: String,
    keyspace: String?,
    default defaultKeyspace: String?
  ) -> Keyspace? {
    guard !temporaries.isEmpty else { return nil }
    if let home = keyspace ?? defaultKeyspace {
      return temporaries[TableAddress(keyspace: home, table: table)]
    }
    let found = temporaries.filter { $0.key.table == table }
    return found.count == 1 ? found.first?.value : nil
  }

  /// The keyspace that holds a temporary table alone, by its own name.
  func temporaryKeyspace(named name: String) -> Keyspace? {
    guard Keyspace.isTemporary(name) else { return nil }
    return temporaries.values.first { $0.name == name }
  }
}

extension Keyspace {
  /// How the names of keyspaces begin that hold one temporary table of one session.
  private static let temporaryPrefix = "#temporary."

  /// The name of a session's keyspace for a temporary table.
  package static func temporaryName(session: Int64, number: Int) -> String {
    "\(temporaryPrefix)\(session).\(number)"
  }

  /// Whether a keyspace of the name holds a temporary table.
  package static func isTemporary(_ name: String) -> Bool { name.hasPrefix(temporaryPrefix) }

  /// Whether it holds a temporary table.
  package var isTemporary: Bool { Self.isTemporary(name) }
}
