import VitrineSQL
import VitrineSharding

/// The chapter "JSON Functions": bodies.
///
/// Documents come and go as text in normal form.
enum JSONBodies {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    conversions() + JSONNumbers.functions(context) + builders() + readers() + searches() + changes()
      + merges()
  }

  /// A document argument; text in a column of type JSON is always one.
  static func document(
    _ arguments: borrowing FunctionArguments,
    _ index: Int
  ) throws(SQLError) -> JSONDocument {
    try JSONDocument(normalForm: arguments.text(at: index))
  }

  static func path(
    _ arguments: borrowing FunctionArguments,
    _ index: Int
  ) throws(SQLError) -> JSONPath {
    try arguments.cached(at: index) { () throws(SQLError) in
      try JSONPath(arguments.text(at: index))
    }
  }

  /// A value for a document: JSON's null for SQL's.
  static func value(
    _ arguments: borrowing FunctionArguments,
    _ index: Int
  ) throws(SQLError) -> JSONDocument {
    arguments.isNull(at: index) ? .null : try document(arguments, index)
  }

  // MARK: Conversions

  private static func conversions() -> [ScalarFunction] {
    [
      ScalarFunction("my_json", arguments: 1) { arguments, result throws(SQLError) in
        result.set(try JSONDocument(parsing: arguments.text(at: 0)).text)
      },
      ScalarFunction("my_json", arguments: 3) { arguments, result throws(SQLError) in
        do throws(SQLError) {
          result.set(try JSONDocument(parsing: arguments.text(at: 0)).text)
        } catch {
          let place = "argument \(arguments.integer(at: 1)) to function \(arguments.text(at: 2)):"
          let message = error.message.replacing("argument to a function:", with: place)
          throw SQLError(error.code, message)
        }
      },
      ScalarFunction("my_json_quote", arguments: 1) { arguments, result in
        result.set(JSONDocument.quoted(arguments.text(at: 0)))
      },
      ScalarFunction("my_json_real_text", arguments: 1) { arguments, result in
        result.set(JSONDocument.text(arguments.real(at: 0)))
      },
      ScalarFunction("my_json_blob", arguments: 2) { arguments, result in
        let text = Base64.encode(arguments.blob(at: 0))
        result.set(
          JSONDocument.marked(.opaque, "base64:type\(arguments.integer(at: 1)):" + text)
        )
      },
      ScalarFunction("my_json_bits", arguments: 2) { arguments, result in
        let bits = arguments.value(at: 0).unsignedBits
        let count = min(max(arguments.integer(at: 1), 1), 8)
        let bytes = (0..<count).reversed().map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
        result.set(JSONDocument.marked(.opaque, "base64:type16:" + Base64.encode(bytes)))
      },
      ScalarFunction("my_json_any", arguments: 1) { arguments, result in
        switch arguments.storageClass(at: 0) {
        case .real: result.set(JSONDocument.text(arguments.real(at: 0)))
        case .integer: result.set(arguments.text(at: 0))
        default: result.set(JSONDocument.quoted(arguments.text(at: 0)))
        }
      },
      // A document; `my_json_unquote` takes a text, which need not be one.
      ScalarFunction("my_json_unquoted", arguments: 1) { arguments, result throws(SQLError) in
        let text = arguments.text(at: 0)
        guard text.utf8.last == UInt8(ascii: "\"") else {
          return result.set(JSONDocument.shown(text))
        }
        switch try document(arguments, 0) {
        case .string(let string), .typed(_, let string): result.set(string)
        default: result.set(JSONDocument.shown(text))
        }
      },
      unquote("my_json_unquote"),
      // Its name in generated columns of earlier versions.
      unquote("my_json_unquote_text"),
      ScalarFunction("my_json_text", arguments: 1) { arguments, result in
        result.set(JSONDocument.shown(arguments.text(at: 0)))
      },
      ScalarFunction("my_json_truth", arguments: 1) { arguments, result in
        let text = JSONDocument.shown(arguments.text(at: 0))
        result.set(text != "0" && text != "false")
      },
      ScalarFunction("my_json_datetime", arguments: 1) { arguments, result throws(SQLError) in
        switch try document(arguments, 0) {
        case .string(let string), .typed(.date, let string), .typed(.datetime, let string):
          result.set(Instant(string).map { Value.text($0.shortestText) })
        default: break
        }
      },
      // The text that `my_time` reads; NULL for what is neither a time nor the text of one.
      ScalarFunction("my_json_time_text", arguments: 1) { arguments, result throws(SQLError) in
        switch try document(arguments, 0) {
        case .typed(.time, let string): result.set(string)
        case .string(let string) where TimeValue.isTime(string): result.set(string)
        default: break
        }
      },
    ]
  }

  // MARK: Building

  private static func builders() -> [ScalarFunction] {
    [
      ScalarFunction("my_json_array", returnsNullOnNull: false) {
        arguments,
        result throws(SQLError) in
        var elements: [JSONDocument] = []
        for index in 0..<arguments.count { elements.append(try value(arguments, index)) }
        result.set(JSONDocument.array(elements).text)
      },
      ScalarFunction("my_json_object", returnsNullOnNull: false) {
        arguments,
        result throws(SQLError) in
        var members: [JSONDocument.Member] = []
        for index in stride(from: 0, to: arguments.count - 1, by: 2) {
          guard !arguments.isNull(at: index) else {
            throw SQLError(.jsonNullKey, "JSON documents may not contain NULL member names.")
          }
          let member = JSONDocument.Member(
            arguments.text(at: index),
            try value(arguments, index + 1)
          )
          members.append(member)
        }
        result.set(JSONDocument.normalized(members).text)
      },
      ScalarFunction("my_json_pretty", arguments: 1) { arguments, result throws(SQLError) in
        result.set(try document(arguments, 0).prettyText)
      },
    ]
  }

  private static func unquote(_ name: String) -> ScalarFunction {
    ScalarFunction(name, arguments: 1) { arguments, result throws(SQLError) in
      let text = arguments.text(at: 0)
      guard text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else {
        return result.set(text)
      }
      if case .string(let string) = try JSONDocument(parsing: text) { result.set(string) }
    }
  }

  // MARK: Reading

  private static func readers() -> [ScalarFunction] {
    [
      ScalarFunction("my_json_extract") { arguments, result throws(SQLError) in
        try extract(arguments, &result)
      },
      ScalarFunction("my_json_valid", arguments: 1) { arguments, result in
        result.set(JSONDocument(arguments.text(at: 0)) != nil)
      },
      ScalarFunction("my_json_type", arguments: 1) { arguments, result throws(SQLError) in
        result.set(try document(arguments, 0).typeName)
      },
      // `my_json_no_document(value, position, function)`: what is neither a text nor a document stands for one.
      ScalarFunction("my_json_no_document", arguments: 3) { arguments, _ throws(SQLError) in
        throw SQLError(
          .invalidTypeForJSON,
          "Invalid data type for JSON data in argument \(arguments.integer(at: 1)) to function "
            + "\(arguments.text(at: 2)); a JSON string or JSON type is required."
        )
      },
      // `my_json_no_text(value, function)`: what is neither a text nor a binary string stands for a text.
      ScalarFunction("my_json_no_text", arguments: 2) { arguments, _ throws(SQLError) in
        throw SQLError(
          .incorrectType,
          "Incorrect type for argument 1 in function \(arguments.text(at: 1))."
        )
      },
      ScalarFunction("my_json_no_characters", arguments: 1) { _, _ throws(SQLError) in
        throw JSONDocument.binaryText
      },
      ScalarFunction("my_json_storage_size", arguments: 1) { arguments, result throws(SQLError) in
        result.set(try JSONStorage.size(of: try document(arguments, 0)))
      },
      ScalarFunction("my_json_depth", arguments: 1) { arguments, result throws(SQLError) in
        result.set(try document(arguments, 0).depth)
      },
      ScalarFunction("my_json_length") { arguments, result throws(SQLError) in
        if let target = try target(arguments, 1) { result.set(target.count) }
      },
      ScalarFunction("my_json_keys") { arguments, result throws(SQLError) in
        let root = try document(arguments, 0)
        let target =
          arguments.count > 1 ? root.value(unwrappedAt: try plainPath(arguments, 1)) : root
        guard case .object(let members)? = target else { return }
        result.set(JSONDocument.array(members.map { .string($0.key) }).text)
      },
    ]
  }

  /// The document, or what the path argument leads to in it.
  private static func target(
    _ arguments: borrowing FunctionArguments,
    _ index: Int
  ) throws(SQLError) -> JSONDocument? {
    let document = try document(arguments, 0)
    guard arguments.count > index else { return document }
    return document.values(at: try plainPath(arguments, index)).first
  }

  /// One path without wildcards gives the value itself, anything else an array of values.
  private static func extract(
    _ arguments: borrowing FunctionArguments,
    _ result: inout ResultSlot
  ) throws(SQLError) {
    let document = try document(arguments, 0)
    var found: [JSONDocument] = []
    var isSingle = arguments.count == 2
    for index in 1..<arguments.count {
      let path = try path(arguments, index)
      if path.hasWildcard { isSingle = false }
      found += document.values(at: path)
    }
    guard let first = found.first else { return }
    result.set(isSingle ? first.text : JSONDocument.array(found).text)
  }

  // MARK: Searching

  private static func searches() -> [ScalarFunction] {
    [
      ScalarFunction("my_json_contains") { arguments, result throws(SQLError) in
        guard let target = try target(arguments, 2) else { return }
        result.set(JSONSearch.contains(target, try document(arguments, 1)))
      },
      ScalarFunction("my_json_contains_path") { arguments, result throws(SQLError) in
        let document = try document(arguments, 0)
        let isAll = try JSONSearch.isAll(arguments.text(at: 1))
        for index in 2..<arguments.count {
          let isThere = !document.values(at: try path(arguments, index)).isEmpty
          if isThere != isAll { return result.set(isThere) }
        }
        result.set(isAll)
      },
      ScalarFunction("my_json_overlaps", arguments: 2) { arguments, result throws(SQLError) in
        result.set(JSONSearch.overlaps(try document(arguments, 0), try document(arguments, 1)))
      },
      ScalarFunction("my_json_member_of", arguments: 2) { arguments, result throws(SQLError) in
        let value = try document(arguments, 0)
        let elements = try document(arguments, 1).wrapped
        result.set(elements.contains { JSONDocument.isEqual($0, value) })
      },
      ScalarFunction("my_json_search", returnsNullOnNull: false) {
        arguments,
        result throws(SQLError) in
        try search(arguments, &result)
      },
    ]
  }

  /// Calls `body` with the places that JSON_SEARCH looks at, each once; false where a path is NULL.
  private static func visitSearched(
    _ arguments: borrowing FunctionArguments,
    _ document: JSONDocument,
    _ body: (String, String) -> Void
  ) throws(SQLError) -> Bool {
    guard arguments.count > 4 else {
      JSONSearch.places(in: document, "$", body)
      return true
    }
    var seen: Set<String> = []
    for index in 4..<arguments.count {
      if arguments.isNull(at: index) { return false }
      let path = try JSONPath(arguments.text(at: index))
      document.visit(path.legs[...], at: "$") { place, value in
        JSONSearch.places(in: value, place) { place, text in
          if seen.insert(place).inserted { body(place, text) }
        }
      }
    }
    return true
  }

  /// The character that the fourth argument of JSON_SEARCH names.
  private static func escape(
    _ arguments: borrowing FunctionArguments
  ) throws(SQLError) -> Unicode.Scalar {
    let named = arguments.count > 3 ? arguments.text(at: 3).unicodeScalars : "".unicodeScalars
    guard named.count <= 1 else {
      throw SQLError(.wrongArguments, "Incorrect arguments to ESCAPE")
    }
    return named.first ?? "\\"
  }

  /// `(document, 'one' or 'all', pattern, escape, path …)`.
  private static func search(
    _ arguments: borrowing FunctionArguments,
    _ result: inout ResultSlot
  ) throws(SQLError) {
    guard !arguments.isNull(at: 0), !arguments.isNull(at: 1), !arguments.isNull(at: 2) else {
      return
    }
    let isAll = try JSONSearch.isAll(arguments.text(at: 1))
    let escape = try escape(arguments)
    let pattern = LikePattern(arguments.text(at: 2), escape: escape, .utf8mb4Bin)
    var found: [String] = []
    let isSearched = try visitSearched(arguments, try document(arguments, 0)) { place, string in
      if pattern.matches(string, {}) { found.append(place) }
    }
    guard isSearched else { return }
    guard let first = found.first else { return }
    if !isAll || found.count == 1 { return result.set(JSONDocument.quoted(first)) }
    result.set(JSONDocument.array(found.map { .string($0) }).text)
  }

  // MARK: Changing

  private static func changes() -> [ScalarFunction] {
    [
      change("my_json_set") { .set($0) }, change("my_json_insert") { .insert($0) },
      change("my_json_replace") { .replace($0) },
      change("my_json_array_append") { .appendToArray($0) },
      change("my_json_array_insert", isValid: \.endsInElement) { .insertIntoArray($0) },
      ScalarFunction("my_json_remove") { arguments, result throws(SQLError) in
        var changed = try document(arguments, 0)
        for index in 1..<arguments.count {
          let path = try plainPath(arguments, index)
          guard !path.isRoot else {
            throw SQLError(
              .invalidJSONPathRoot,
              "The path expression '$' is not allowed in this context."
            )
          }
          changed = changed.changed(.remove, at: path)
        }
        result.set(changed.text)
      },
    ]
  }

  private static func change(
    _ name: String,
    isValid: @escaping (JSONPath) -> Bool = { _ in true },
    _ change: @escaping (JSONDocument) -> JSONDocument.Change
  ) -> ScalarFunction {
    ScalarFunction(name, returnsNullOnNull: false) { arguments, result throws(SQLError) in
      guard !arguments.isNull(at: 0) else { return }
      var changed = try document(arguments, 0)
      for index in stride(from: 1, to: arguments.count - 1, by: 2) {
        guard !arguments.isNull(at: index) else { return }
        let path = try plainPath(arguments, index)
        guard isValid(path) else {
          throw SQLError(
            .invalidJSONPathArrayCell,
            "A path expression is not a path to a cell in an array."
          )
        }
        changed = changed.changed(change(try value(arguments, index + 1)), at: path)
      }
      result.set(changed.text)
    }
  }

  private static func plainPath(
    _ arguments: borrowing FunctionArguments,
    _ index: Int
  ) throws(SQLError) -> JSONPath {
    let path = try path(arguments, index)
    guard !path.hasWildcard else {
      throw SQLError(
        .invalidJSONPathWildcard,
        "In this situation, path expressions may not contain the * and ** tokens or an array range."
      )
    }
    return path
  }

  // MARK: Merging

  private static func merges() -> [ScalarFunction] {
    [
      ScalarFunction("my_json_merge_patch", returnsNullOnNull: false) {
        arguments,
        result throws(SQLError) in
        var merged = arguments.isNull(at: 0) ? nil : try document(arguments, 0)
        for index in 1..<arguments.count {
          guard !arguments.isNull(at: index) else {
            merged = nil
            continue
          }
          let patch = try document(arguments, index)
          // A patch that is no object takes the place of whatever there was.
          guard case .object = patch else {
            merged = patch
            continue
          }
          merged = merged.map { JSONSearch.patched($0, patch) }
        }
        if let merged { result.set(merged.text) }
      },
      merge("my_json_merge_preserve", JSONSearch.merged),
    ]
  }

  private static func merge(
    _ name: String,
    _ join: @escaping (JSONDocument, JSONDocument) -> JSONDocument
  ) -> ScalarFunction {
    ScalarFunction(name) { arguments, result throws(SQLError) in
      var merged = try document(arguments, 0)
      for index in 1..<arguments.count { merged = join(merged, try document(arguments, index)) }
      result.set(merged.text)
    }
  }
}
