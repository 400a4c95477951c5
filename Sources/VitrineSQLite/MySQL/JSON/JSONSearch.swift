import VitrineSQL

/// Questions and merges over whole documents.
enum JSONSearch {
  /// JSON_CONTAINS: every element of the candidate is in the target, every member too.
  static func contains(_ target: JSONDocument, _ candidate: JSONDocument) -> Bool {
    switch (target, candidate) {
    case (.array(let elements), .array(let wanted)):
      return wanted.allSatisfy { one in elements.contains { contains($0, one) } }
    case (.array(let elements), _):
      return elements.contains { contains($0, candidate) }
    case (.object, .object(let wanted)):
      return wanted.allSatisfy { member in
        target.member(member.key).map { contains($0, member.value) } ?? false
      }
    default: return JSONDocument.isEqual(target, candidate)
    }
  }

  /// JSON_OVERLAPS: anything in common.
  static func overlaps(_ left: JSONDocument, _ right: JSONDocument) -> Bool {
    if case .object(let members) = left, case .object = right {
      return members.contains { member in
        right.member(member.key).map { JSONDocument.isEqual($0, member.value) } ?? false
      }
    }
    return left.wrapped.contains { mine in
      right.wrapped.contains { JSONDocument.isEqual(mine, $0) }
    }
  }

  static func isAll(_ word: String) throws(SQLError) -> Bool {
    switch word.lowercased() {
    case "all": return true
    case "one": return false
    default:
      throw SQLError(
        .jsonOneOrAll,
        "The oneOrAll argument may take these values: 'one' or 'all'."
      )
    }
  }

  /// Calls `body` with the path and the text of every string in a document.
  static func places(
    in document: JSONDocument,
    _ place: String,
    _ body: (String, String) -> Void
  ) {
    switch document {
    case .string(let string): body(place, string)
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        places(in: element, "\(place)[\(index)]", body)
      }
    case .object(let members):
      for member in members { places(in: member.value, place + leg(member.key), body) }
    default: break
    }
  }

  static func leg(_ key: String) -> String {
    let isPlain =
      key.unicodeScalars.allSatisfy {
        $0 == "_" || $0 == "$" || $0.properties.isAlphabetic
          || $0.properties.numericType != nil
      }
      && key.unicodeScalars.first?.properties.numericType == nil && !key.isEmpty
    return "." + (isPlain ? key : JSONDocument.quoted(key))
  }

  /// JSON_MERGE_PATCH, by RFC 7396.
  static func patched(_ target: JSONDocument, _ patch: JSONDocument) -> JSONDocument {
    guard case .object(let changes) = patch else { return patch }
    var members: [JSONDocument.Member] = []
    if case .object(let kept) = target { members = kept }
    for change in changes {
      let old = members.firstIndex { $0.key == change.key }
      if case .null = change.value {
        if let old { members.remove(at: old) }
      } else {
        let value = patched(old.map { members[$0].value } ?? .object([]), change.value)
        if let old { members.remove(at: old) }
        members.append(JSONDocument.Member(change.key, value))
      }
    }
    return .normalized(members)
  }

  /// JSON_MERGE_PRESERVE: objects join, everything else becomes one array.
  static func merged(_ left: JSONDocument, _ right: JSONDocument) -> JSONDocument {
    guard case .object(var members) = left, case .object(let added) = right else {
      return .array(left.wrapped + right.wrapped)
    }
    for member in added {
      if let index = members.firstIndex(where: { $0.key == member.key }) {
        members[index].value = merged(members[index].value, member.value)
      } else {
        members.append(member)
      }
    }
    return .normalized(members)
  }
}
