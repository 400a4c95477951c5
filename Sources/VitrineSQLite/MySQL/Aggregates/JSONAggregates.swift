import VitrineSQL
import VitrineSharding

/// JSON_ARRAYAGG and JSON_OBJECTAGG, and what joins their results from several shards.
extension AggregateLibrary {
  static func documents() -> [AggregateFunction] {
    [arrays(), mergedArrays(), objects(), mergedObjects()]
  }

  private static func arrays() -> AggregateFunction {
    AggregateFunction(
      "my_json_arrayagg",
      arguments: 1,
      skipsNull: false,
      initial: { [JSONDocument]() },
      step: { elements, arguments throws(SQLError) in
        elements.append(try JSONBodies.value(arguments, 0))
      },
      inverse: { elements, _ in
        if !elements.isEmpty { elements.removeFirst() }
      },
      result: { elements, result in
        if !elements.isEmpty { result.set(JSONDocument.array(elements).text) }
      }
    )
  }

  private static func mergedArrays() -> AggregateFunction {
    AggregateFunction(
      "my_json_arrayagg_merge",
      arguments: 1,
      initial: { [JSONDocument]() },
      step: { elements, arguments throws(SQLError) in
        elements += try JSONBodies.document(arguments, 0).wrapped
      },
      result: { elements, result in
        if !elements.isEmpty { result.set(JSONDocument.array(elements).text) }
      }
    )
  }

  private static func objects() -> AggregateFunction {
    AggregateFunction(
      "my_json_objectagg",
      arguments: 2,
      skipsNull: false,
      initial: { [JSONDocument.Member]() },
      step: { members, arguments throws(SQLError) in
        guard !arguments.isNull(at: 0) else {
          throw SQLError(.jsonNullKey, "JSON documents may not contain NULL member names.")
        }
        let value = try JSONBodies.value(arguments, 1)
        members.append(JSONDocument.Member(arguments.text(at: 0), value))
      },
      inverse: { members, _ in
        if !members.isEmpty { members.removeFirst() }
      },
      result: { members, result in
        if !members.isEmpty { result.set(JSONDocument.normalized(members).text) }
      }
    )
  }

  private static func mergedObjects() -> AggregateFunction {
    AggregateFunction(
      "my_json_objectagg_merge",
      arguments: 1,
      initial: { [JSONDocument.Member]() },
      step: { members, arguments throws(SQLError) in
        if case .object(let added) = try JSONBodies.document(arguments, 0) { members += added }
      },
      result: { members, result in
        if !members.isEmpty { result.set(JSONDocument.normalized(members).text) }
      }
    )
  }
}
