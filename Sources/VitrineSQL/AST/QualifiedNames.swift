/// A table's name, qualified by its keyspace where one was written: `ks.t`.
package struct TableName: Sendable {
  package var name: Identifier
  /// Nil for a name alone, which is where its identifier is; so a table's name is small.
  private var details: Details?
}

extension TableName {
  package init(qualifier: Identifier? = nil, name: Identifier, span: Span = .none) {
    self.init(name: name, details: nil)
    keep(qualifier, span)
  }

  /// A name without keyspace, as it was read.
  @inline(__always)
  init(read name: Identifier) {
    self.init(name: name, details: nil)
  }
}

extension TableName {
  private indirect enum Details: Sendable {
    case qualified(by: Identifier?, Span)
  }

  private mutating func keep(_ qualifier: Identifier?, _ span: Span) {
    let isPlain = qualifier == nil && span.isSamePlace(as: name.span)
    details = isPlain ? nil : .qualified(by: qualifier, span)
  }

  /// Whether there is nothing to it but its identifier.
  @inline(__always)
  fileprivate var isPlain: Bool { details == nil }

  /// The keyspace (MySQL: database).
  package var qualifier: Identifier? {
    get {
      guard case .qualified(let qualifier, _)? = details else { return nil }
      return qualifier
    }
    set { keep(newValue, span) }
  }

  /// Where the whole name was read.
  package var span: Span {
    get {
      guard case .qualified(_, let span)? = details else { return name.span }
      return span
    }
    set { keep(qualifier, newValue) }
  }
}

extension TableName: Hashable {
  package static func == (left: TableName, right: TableName) -> Bool {
    left.name == right.name && left.qualifier == right.qualifier
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(qualifier)
    hasher.combine(name)
  }
}

/// A column's name, qualified by a table's name or alias where one was written: `ks.t.c`.
///
/// The parts of the usual names, `c` and `t.c`, lie in it; what else there may be is a box.
package struct ColumnName: Sendable {
  private var parts: Parts

  package init(qualifier: TableName? = nil, name: Identifier, span: Span = .none) {
    if let qualifier {
      let isPlain =
        qualifier.isPlain && span.isSamePlace(as: qualifier.name.span.union(name.span))
      parts = isPlain ? .qualified(by: qualifier.name, name) : .other(qualifier, name, span)
    } else {
      parts = span.isSamePlace(as: name.span) ? .bare(name) : .other(nil, name, span)
    }
  }

  /// `c`, as it was read.
  @inline(__always)
  init(read name: Identifier) {
    parts = .bare(name)
  }

  /// `t.c`, as it was read.
  @inline(__always)
  init(read name: Identifier, of table: Identifier) {
    parts = .qualified(by: table, name)
  }
}

extension ColumnName {
  private enum Parts: Sendable {
    case bare(Identifier)
    case qualified(by: Identifier, Identifier)
    indirect case other(TableName?, Identifier, Span)
  }

  package var name: Identifier {
    get {
      switch parts {
      case .bare(let name), .qualified(_, let name), .other(_, let name, _): name
      }
    }
    set { self = ColumnName(qualifier: qualifier, name: newValue, span: span) }
  }

  /// The table's name or alias.
  package var qualifier: TableName? {
    get {
      switch parts {
      case .bare: nil
      case .qualified(let table, _): TableName(read: table)
      case .other(let table, _, _): table
      }
    }
    set { self = ColumnName(qualifier: newValue, name: name, span: span) }
  }

  /// Where the whole name was read.
  package var span: Span {
    get {
      switch parts {
      case .bare(let name): name.span
      case .qualified(let table, let name): table.span.union(name.span)
      case .other(_, _, let span): span
      }
    }
    set { self = ColumnName(qualifier: qualifier, name: name, span: newValue) }
  }
}

extension ColumnName: Hashable {
  package static func == (left: ColumnName, right: ColumnName) -> Bool {
    left.name == right.name && left.qualifier == right.qualifier
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(qualifier)
    hasher.combine(name)
  }
}
