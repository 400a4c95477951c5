/// A name as it was written, without its quotes.
///
/// Equality is exact, as for keyspaces and tables; columns, aliases, indexes and functions are
/// compared with `matches`.
package struct Identifier: Sendable, Hashable {
  package var text: String
  package var span: Span

  package init(text: String, span: Span = .none) {
    self.text = text
    self.span = span
  }
}

extension Identifier: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) {
    self.init(text: text)
  }

  /// Whether both name the same column, alias, index or function: MySQL ignores their case.
  package func matches(_ other: Identifier) -> Bool {
    text.isSameName(as: other.text)
  }

  /// Whether it names `name`, ignoring case.
  package func matches(_ name: String) -> Bool {
    text.isSameName(as: name)
  }

  /// The form under which names that ignore case are kept in dictionaries.
  package var folded: String { text.foldedName }
}

/// A user account, `'user'@'host'`, or `CURRENT_USER`.
package struct AccountName: Sendable, Hashable {
  /// nil for `CURRENT_USER`.
  package var user: String?
  package var host: String?
  package var span: Span

  package init(user: String? = nil, host: String? = nil, span: Span = .none) {
    self.user = user
    self.host = host
    self.span = span
  }
}
