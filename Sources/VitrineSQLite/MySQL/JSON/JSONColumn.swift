package import VitrineSQL
package import VitrineSharding

/// A typed value that is read from a place in a document: a column of JSON_TABLE, or JSON_VALUE.
package struct JSONColumn: Sendable, Hashable, Codable {
  /// What stands in for a value that is not there or does not fit.
  package enum Response: Sendable, Hashable, Codable {
    case null
    case error
    /// `DEFAULT`, as the text of a document.
    case value(String)
  }

  /// Whose errors are raised.
  package enum Owner: String, Sendable, Hashable, Codable {
    case table
    case value
  }

  package var owner: Owner
  package var name: String
  package var type: MySQLType
  package var path: String
  /// `EXISTS PATH`: 1 where the path leads anywhere, else 0.
  package var isExists: Bool
  package var onEmpty: Response
  package var onError: Response

  package init(
    _ owner: Owner,
    name: String,
    type: MySQLType,
    path: String,
    isExists: Bool = false,
    onEmpty: Response = .null,
    onError: Response = .null
  ) {
    self.owner = owner
    self.name = name
    self.type = type
    self.path = path
    self.isExists = isExists
    self.onEmpty = onEmpty
    self.onError = onError
  }

  /// Checks what can be checked before there is a document: the path, and that defaults fit.
  package func validate() throws(SQLError) {
    _ = try JSONPath(path)
    for case .value(let text) in [onEmpty, onError] {
      do throws(SQLError) {
        _ = try converted(JSONDocument(parsing: text))
      } catch {
        throw SQLError(.invalidDefault, "Invalid default value for '\(name)'")
      }
    }
  }

  /// The value in the representation of the column's type.
  func value(in document: JSONDocument, at path: JSONPath) throws(SQLError) -> Value {
    let found = document.values(at: path)
    if isExists { return try converted(.integer(found.isEmpty ? 0 : 1)) }
    guard let first = found.first else { return try answer(onEmpty, missing) }
    do throws(SQLError) {
      if found.count > 1, owner == .value { throw several }
      return try converted(found.count == 1 ? first : .array(found))
    } catch {
      return try answer(onError, error)
    }
  }

  private func answer(_ response: Response, _ error: SQLError) throws(SQLError) -> Value {
    switch response {
    case .null: .null
    case .error: throw error
    case .value(let text): try converted(JSONDocument(parsing: text))
    }
  }

  // MARK: Conversion

  private func converted(_ document: JSONDocument) throws(SQLError) -> Value {
    if type.kind == .json { return .text(document.text) }
    guard let (value, source) = try scalar(document) else { return .null }
    let assignment = ColumnAssignment(column: name, type, from: source, mode: .strict)
    do throws(SQLError) {
      return try assignment.store(value)
    } catch {
      throw outOfRange
    }
  }

  /// The value of a scalar with its type; nil for JSON's null.
  private func scalar(_ document: JSONDocument) throws(SQLError) -> (Value, MySQLType)? {
    switch document {
    case .null: return nil
    case .boolean(let flag) where type.isNumeric: return (.integer(flag ? 1 : 0), .bigint)
    case .boolean(let flag): return (.text(flag ? "true" : "false"), .varchar(5))
    case .integer(let number): return (.integer(number), .bigint)
    case .unsigned(let number): return (.text(String(number)), .varchar(20))
    case .decimal(let number): return (.text(number.text), .varchar(80))
    case .real(let number): return (.real(number), .double)
    case .string(let string): return (.text(string), .varchar(string.utf8.count))
    case .typed(let kind, let string):
      // A date goes into a column of dates, a time into one of times; into others their text.
      let isSame =
        switch kind {
        case .date, .datetime: type.isDated
        case .time: type.kind == .time
        case .opaque: false
        }
      return isSame ? kind.value(string) : JSONDocument.SQLKind.opaque.value(string)
    case .array, .object:
      guard owner == .value, type.isText else { throw structured }
      let text = document.shownText
      return (.text(text), .varchar(text.utf8.count))
    }
  }

  // MARK: Errors

  private var missing: SQLError {
    owner == .table
      ? SQLError(.missingJSONTableValue, "Missing value for JSON_TABLE column '\(name)'")
      : SQLError(
        .missingJSONValue,
        "No value was found by 'json_value' on the specified path."
      )
  }

  private var several: SQLError {
    SQLError(
      .multipleJSONValues,
      "More than one value was found by 'json_value' on the specified path."
    )
  }

  private var structured: SQLError {
    owner == .table
      ? SQLError(
        .wrongJSONTableValue,
        "Can't store an array or an object in the scalar JSON_TABLE column '\(name)'"
      ) : outOfRange
  }

  private var outOfRange: SQLError {
    owner == .table
      ? SQLError(
        .jsonTableValueOutOfRange,
        "Value is out of range for JSON_TABLE's column '\(name)'"
      )
      : SQLError(
        .invalidJSONValueForCast,
        "Invalid JSON value for CAST to \(type.castName) from column json_value at row 1"
      )
  }
}

extension MySQLType {
  /// The type as MySQL names it in errors of casts.
  fileprivate var castName: String {
    switch kind {
    case _ where isInteger: "INTEGER"
    case .decimal: "DECIMAL"
    case .float, .double: "DOUBLE"
    case .date: "DATE"
    case .datetime, .timestamp: "DATETIME"
    case .time: "TIME"
    case .year: "YEAR"
    default: "CHAR"
    }
  }
}
