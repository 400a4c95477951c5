import VitrineSQL
import VitrineSharding

extension SystemRows {
  /// A row for each partition, or subpartition where there are some; one for a table without any.
  func partitions(_ keyspace: Keyspace, _ table: TableDefinition) -> [Row] {
    let place = place(table, keyspace)
      .merging(["PARTITION_COMMENT": .text(""), "NODEGROUP": .null]) { $1 }
    guard let partitioning = table.partitioning else {
      return [place.merging(sizes(of: table, keyspace)) { $1 }]
    }
    return partitioning.partitions.enumerated().flatMap { index, partition -> [Row] in
      var row = place
      row["PARTITION_NAME"] = .text(partition.name)
      row["PARTITION_ORDINAL_POSITION"] = .integer(Int64(index + 1))
      row["PARTITION_METHOD"] = .text(partitioning.function.methodName)
      row["PARTITION_EXPRESSION"] = .text(partitioning.function.shownExpression)
      row["PARTITION_DESCRIPTION"] = text(partition.shownBound)
      row["PARTITION_COMMENT"] = .text(partition.comment)
      row["NODEGROUP"] = .text("default")
      guard let subfunction = partitioning.subfunction else { return [row] }
      return partition.subpartitions.enumerated().map { index, subpartition in
        row.merging([
          "SUBPARTITION_NAME": .text(subpartition.name),
          "SUBPARTITION_ORDINAL_POSITION": .integer(Int64(index + 1)),
          "SUBPARTITION_METHOD": .text(subfunction.methodName),
          "SUBPARTITION_EXPRESSION": .text(subfunction.shownExpression),
          "PARTITION_COMMENT": .text(subpartition.comment),
        ]) { $1 }
      }
    }
  }
}
