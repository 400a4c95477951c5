import VitrineSQL

/// `numeric_static_map`: a number by a table from the VSchema, else by another vindex or itself.
struct NumericStaticMapVindex: Vindex {
  let type = "numeric_static_map"
  let unknownParameters: [String]
  private let table: [UInt64: UInt64]
  private let fallback: (any Vindex)?

  /// Reads the table from the parameter `json`, or from the file that `json_path` names.
  init(_ parameters: VindexParameters, registry: VindexRegistry) throws(SQLError) {
    unknownParameters = parameters.unknown
    table = try Self.table(parameters)
    guard let kind = parameters.text("fallback_type") else {
      fallback = nil
      return
    }
    let other = try registry.make(type: kind, name: parameters.name + "_fallback", parameters: [:])
    guard other.isUnique, other.columnCount == 1, !(other is any LookupVindex) else {
      throw SQLError(.invalidVSchema, "vindexType \"\(kind)\" cannot be a fallback")
    }
    fallback = other
  }

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard let value = values.first, let number = value.unsignedNumber else { return .none }
    if let mapped = table[number] { return .keyspaceID(KeyspaceID(bigEndian: mapped)) }
    if let fallback { return try fallback.map([value]) }
    return .keyspaceID(KeyspaceID(bigEndian: number))
  }

  private static func table(_ parameters: VindexParameters) throws(SQLError) -> [UInt64: UInt64] {
    let text: String
    switch (parameters.text("json"), parameters.text("json_path")) {
    case (.some, .some):
      throw SQLError(
        .invalidVSchema,
        "NumericStaticMap: Found both json_path and json params in vschema: \(parameters.name)"
      )
    case (nil, nil):
      throw SQLError(
        .invalidVSchema,
        "NumericStaticMap: Could not find either json_path or json params in vschema"
      )
    case (.some(let json), nil): text = json
    case (nil, .some(let path)): text = try TextFile.contents(path)
    }
    return try VindexTable.numbers(text)
  }
}

/// Tables that the parameters of vindexes hold as JSON objects.
enum VindexTable {
  /// An object of numbers by numbers.
  static func numbers(_ text: String) throws(SQLError) -> [UInt64: UInt64] {
    var table: [UInt64: UInt64] = [:]
    for member in try members(text) {
      guard let key = UInt64(member.key), let value = number(member.value) else {
        throw SQLError(
          .invalidVSchema,
          "'\(member.key)' does not map a number of 64 bits to another"
        )
      }
      table[key] = value
    }
    return table
  }

  /// An object of numbers by names.
  static func names(_ text: String) throws(SQLError) -> [String: UInt64] {
    var table: [String: UInt64] = [:]
    for member in try members(text) {
      guard let value = number(member.value) else {
        throw SQLError(.invalidVSchema, "'\(member.key)' does not map to a number of 64 bits")
      }
      table[member.key] = value
    }
    return table
  }

  private static func members(_ text: String) throws(SQLError) -> [JSON.Member] {
    let document: JSON
    do throws(SQLError) {
      document = try JSON(parsing: text)
    } catch {
      throw SQLError(.invalidVSchema, "\(error.message) in a vindex's parameter")
    }
    guard let members = document.members else {
      throw SQLError(.invalidVSchema, "a vindex's table must be a JSON object")
    }
    return members
  }

  private static func number(_ value: JSON) -> UInt64? {
    if case .number(let digits) = value { UInt64(digits) } else { nil }
  }
}
