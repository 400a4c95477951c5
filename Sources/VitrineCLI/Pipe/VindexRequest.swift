import Vitrine
import VitrineSQL
import VitrineSharding

/// The pipe's `vindex`: maps values by a vindex that stands in no VSchema.
///
///     {"op":"vindex","type":"hash","values":[{"type":"INT64","value":"1"}]}
///     {"ok":true,"keyspace_ids":["166b40b44aba4bd6"]}
struct VindexRequest {
  private let document: JSON

  init(_ document: JSON) {
    self.document = document
  }

  func answer() throws(SQLError) -> [JSON.Member] {
    let vindex = try VindexRegistry.vitrine.make(
      type: document["type"]?.text ?? "",
      name: "pipe",
      parameters: try parameters()
    )
    let wantsRange = document["range"]?.boolean ?? false
    var answers: [JSON] = []
    for value in document["values"]?.elements ?? [] {
      let columns = try columns(value)
      let destination =
        wantsRange
        ? try (PatternVindex(vindex) ?? vindex).map(columns) : try vindex.map(columns)
      answers.append(wantsRange ? range(destination) : try keyspaceID(destination))
    }
    return [JSON.Member(wantsRange ? "ranges" : "keyspace_ids", .array(answers))]
  }

  /// The vindex's parameters; numbers and booleans are taken as their text, objects as JSON.
  private func parameters() throws(SQLError) -> [String: String] {
    var parameters: [String: String] = [:]
    for member in document["params"]?.members ?? [] {
      switch member.value {
      case .null: continue
      case .string(let text): parameters[member.key] = text
      // Vitess reads the map from a file; here it may stand in the request.
      case .object where member.key == "region_map":
        parameters["region_map_json"] = member.value.compact
      case let value: parameters[member.key] = value.compact
      }
    }
    return parameters
  }

  private func columns(_ value: JSON) throws(SQLError) -> [VindexValue] {
    guard let elements = value.elements else { return [try column(value)] }
    var columns: [VindexValue] = []
    for element in elements { columns.append(try column(element)) }
    return columns
  }

  private func column(_ value: JSON) throws(SQLError) -> VindexValue {
    if value.isNull { return .null }
    if let digits = value["hex"]?.text {
      guard let bytes = Hexadecimal.bytes(digits) else {
        throw SQLError(.wrongArguments, "'\(digits)' is not hexadecimal")
      }
      return .bytes(bytes)
    }
    guard let text = value["value"]?.text else {
      throw SQLError(.wrongArguments, "a vindex value is {\"type\": …, \"value\": \"…\"} or null")
    }
    return VindexValue(text: text, vitessType: value["type"]?.text ?? "VARCHAR")
  }

  private func keyspaceID(_ destination: VindexDestination) throws(SQLError) -> JSON {
    switch destination {
    case .none: return .null
    case .keyspaceID(let id): return .string(id.hexadecimal)
    case .keyspaceIDs(let ids): return .strings(ids.map(\.hexadecimal))
    case .keyRange, .allShards:
      throw SQLError(.vindexError, "the value maps to a range", hint: "ask with \"range\": true")
    }
  }

  private func range(_ destination: VindexDestination) -> JSON {
    switch destination {
    case .none: .null
    case .keyspaceID(let id): .string(KeyRange(prefix: id.bytes).description)
    case .keyspaceIDs(let ids): .strings(ids.map { KeyRange(prefix: $0.bytes).description })
    case .keyRange(let range): .string(range.description)
    case .allShards: .string(KeyRange.whole.description)
    }
  }
}

extension VindexValue {
  /// A value of one of Vitess's types, such as `INT64`, `UINT64` or `VARCHAR`.
  init(text: String, vitessType: String) {
    if vitessType.hasPrefix("INT"), let number = Int64(text) {
      self = .integer(number)
    } else if vitessType.hasPrefix("UINT"), let number = UInt64(text) {
      self = .unsigned(number)
    } else {
      self = .text(text)
    }
  }
}
