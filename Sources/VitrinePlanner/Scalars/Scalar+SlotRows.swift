package import VitrineSharding

/// A column of the rows that a subquery has left in a slot.
package struct SlotRows: Sendable, Hashable {
  package var slot: Int
  package var offset: Int
  package var type: MySQLType
}

extension Subquery {
  /// The rows in a slot that it reads instead of a query of its own; nil for any other subquery.
  package var slotInput: Operator.Input? {
    guard case .input(let input) = query, input.slot != nil else { return nil }
    return input
  }
}

extension Scalar {
  /// The column of a slot's rows that the scalar stands for among routing values.
  ///
  /// Such a scalar is a subquery of one column over the slot; it is no value, and stands only where a
  /// list of values may.
  package var slotRows: SlotRows? {
    guard case .subquery(let subquery) = self, let input = subquery.slotInput,
      let slot = input.slot, subquery.columns.count == 1, let column = subquery.columns.first,
      let offset = input.columns.firstIndex(where: { $0.id == column.id })
    else { return nil }
    return SlotRows(slot: slot, offset: offset, type: column.type)
  }

  /// The type of the values that it gives a route.
  package var routingType: MySQLType { slotRows?.type ?? type }
}
