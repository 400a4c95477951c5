extension Printer {
  mutating func write(_ partitioning: Partitioning) {
    write("partition by ")
    write(partitioning.function)
    if let count = partitioning.count { write(" partitions \(count)") }
    if let function = partitioning.subpartitionBy {
      write(" subpartition by ")
      write(function)
    }
    if let count = partitioning.subpartitionCount { write(" subpartitions \(count)") }
    if !partitioning.partitions.isEmpty {
      write("\n")
      write(partitions: partitioning.partitions)
    }
  }

  private mutating func write(_ function: PartitionFunction) {
    write("linear ", if: function.isLinear)
    switch function.method {
    case .hash(let expression): write("hash ", expression)
    case .key(let columns):
      write("key ")
      if let algorithm = function.algorithm { write("algorithm=\(algorithm) ") }
      nameList(columns)
    case .range(let expression): write("range ", expression)
    case .list(let expression): write("list ", expression)
    case .rangeColumns(let columns):
      write("range columns ")
      nameList(columns)
    case .listColumns(let columns):
      write("list columns ")
      nameList(columns)
    }
  }

  private mutating func write(_ word: String, _ expression: Expression) {
    write(word)
    write(expression, inParentheses: true)
  }

  mutating func write(partitions: [PartitionDefinition], word: String = "partition") {
    parenthesized(partitions) { printer, partition in
      printer.write("\(word) ")
      printer.write(partition.name)
      printer.write(partition.bound)
      if !partition.options.isEmpty {
        printer.write(" ")
        printer.write(options: partition.options)
      }
      if !partition.subpartitions.isEmpty {
        printer.write(" ")
        printer.write(partitions: partition.subpartitions, word: "subpartition")
      }
    }
  }

  private mutating func write(_ bound: PartitionBound?) {
    switch bound {
    case .lessThan(let values)?:
      write(" values less than ")
      write(values)
    case .lessThanMaximum?: write(" values less than maxvalue")
    case .inList(let values)?:
      write(" values in ")
      write(values)
    case nil: break
    }
  }

  private mutating func write(_ values: [PartitionValue]) {
    parenthesized(values) { printer, value in
      switch value {
      case .expression(let expression): printer.write(expression)
      case .maximum: printer.write("maxvalue")
      case .row(let row): printer.write(row)
      }
    }
  }
}
