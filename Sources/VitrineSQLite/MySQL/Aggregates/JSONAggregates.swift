import VitrineSQL
import VitrineSharding

/// JSON_ARRAYAGG and JSON_OBJECTAGG, and what joins their results from several shards.
extension AggregateLibrary {
  static func documents(_ context: StatementContext) -> [AggregateFunction] {
    [arrays(context), mergedArrays(context), objects(context), mergedObjects(context)]
  }

  private static func arrays(_ context: StatementContext) -> AggregateFunction {
    AggregateFunction(
      "my_json_arrayagg",
      arguments: 1,
      skipsNull: false,
      initial: { HeldList<JSONDocument>() },
      step: { elements, arguments throws(SQLError) in
        let value = try JSONBodies.value(arguments, 0)
        try elements.append(value, bytes: arguments.byteCount(at: 0), context)
      },
      inverse: { elements, _ in
        elements.removeFirst()
      },
      result: { elements, result in
        elements.release(context)
        let elements = elements.elements
        if !elements.isEmpty { result.set(JSONDocument.array(elements).text) }
      }
    )
  }

  private static func mergedArrays(_ context: StatementContext) -> AggregateFunction {
    AggregateFunction(
      "my_json_arrayagg_merge",
      arguments: 1,
      initial: { HeldList<JSONDocument>() },
      step: { elements, arguments throws(SQLError) in
        let added = try JSONBodies.document(arguments, 0).wrapped
        try elements.append(contentsOf: added, bytes: arguments.byteCount(at: 0), context)
      },
      result: { elements, result in
        elements.release(context)
        let elements = elements.elements
        if !elements.isEmpty { result.set(JSONDocument.array(elements).text) }
      }
    )
  }

  private static func objects(_ context: StatementContext) -> AggregateFunction {
    AggregateFunction(
      "my_json_objectagg",
      arguments: 2,
      skipsNull: false,
      initial: { HeldList<JSONDocument.Member>() },
      step: { members, arguments throws(SQLError) in
        guard !arguments.isNull(at: 0) else {
          throw SQLError(.jsonNullKey, "JSON documents may not contain NULL member names.")
        }
        let value = try JSONBodies.value(arguments, 1)
        let member = JSONDocument.Member(arguments.text(at: 0), value)
        let bytes = arguments.byteCount(at: 0) + arguments.byteCount(at: 1)
        try members.append(member, bytes: bytes, context)
      },
      inverse: { members, _ in
        members.removeFirst()
      },
      result: { members, result in
        members.release(context)
        let members = members.elements
        if !members.isEmpty { result.set(JSONDocument.normalized(members).text) }
      }
    )
  }

  private static func mergedObjects(_ context: StatementContext) -> AggregateFunction {
    AggregateFunction(
      "my_json_objectagg_merge",
      arguments: 1,
      initial: { HeldList<JSONDocument.Member>() },
      step: { members, arguments throws(SQLError) in
        guard case .object(let added) = try JSONBodies.document(arguments, 0) else { return }
        try members.append(contentsOf: added, bytes: arguments.byteCount(at: 0), context)
      },
      result: { members, result in
        members.release(context)
        let members = members.elements
        if !members.isEmpty { result.set(JSONDocument.normalized(members).text) }
      }
    )
  }
}
