import VitrineSharding

/// What the planner expects of an operator's rows.
struct Estimate {
  /// What is expected of a column's values.
  struct Column {
    var distinct: Double
    var nullFraction = 0.0
    var bytes: Double
    var statistics: ColumnStatistics?
  }

  var rows: Double
  var columns: [ColumnID: Column] = [:]

  /// What one row weighs on a wire.
  var rowBytes: Double { columns.values.reduce(1) { $0 + $1.bytes } }

  /// How many values that differ a column has in these rows.
  func distinct(of column: ColumnID) -> Double {
    max(1, min(columns[column]?.distinct ?? rows / 10, rows))
  }

  /// How many combinations of values the columns have in these rows.
  func distinct(of columns: [ColumnID]) -> Double {
    max(1, min(columns.reduce(1) { $0 * distinct(of: $1) }, rows))
  }

  /// The same rows, but so many of them.
  func scaled(to rows: Double) -> Estimate {
    var result = self
    result.rows = max(rows, 0)
    return result
  }
}

/// Expects rows of operators by the statistics of tables, and by common sense where there are none.
struct Estimator {
  let context: PlanningContext
  /// What is known of the rows of inputs, by their names.
  private var inputs: [String: Estimate] = [:]

  init(context: PlanningContext) {
    self.context = context
  }

  /// A table that was never analyzed is taken to be neither small nor large.
  private static let unknownRowCount = 1000.0

  /// More rows than this are all the same; products stay finite.
  private static let mostRows = 1e15

  func estimate(_ tree: Operator) -> Estimate {
    switch tree {
    case .scan(let scan): scanned(scan)
    case .values(let values):
      plain(tree, rows: Double(values.rows.count))
    case .filter(let filter): filtered(estimate(filter.input), by: filter.predicates)
    case .project(let project): projected(project)
    case .join(let join):
      joined(estimate(join.left), estimate(join.right), join.kind, on: join.predicates)
    case .aggregate(let aggregate): grouped(aggregate)
    case .window(let window): adding(tree, to: estimate(window.input))
    case .sort(let sort): estimate(sort.input)
    case .limit(let limit): limited(limit)
    case .distinct(let distinct): deduplicated(estimate(distinct.input))
    case .setOperation(let operation):
      plain(tree, rows: operation.inputs.reduce(0) { $0 + estimate($1).rows })
    case .input(let input): inputs[input.name] ?? plain(tree, rows: 100)
    case .recursion, .recursionInput: plain(tree, rows: 100)
    default: physical(tree)
    }
  }

  private func physical(_ tree: Operator) -> Estimate {
    switch tree {
    case .route(let route): estimate(route.input)
    case .mergeSort(let merge): estimate(merge.input)
    case .mergeAggregate(let merge): grouping(merge)
    case .lookupJoin(let join): lookedUp(join)
    case .coordinate(let coordinate): made(by: coordinate)
    default: plain(tree, rows: Self.unknownRowCount)
    }
  }

  /// The keys that the right side reads are rows of the left.
  ///
  /// The left side, which may be a chain of such joins, is looked at once.
  private func lookedUp(_ join: Operator.LookupJoin) -> Estimate {
    let left = estimate(join.left)
    guard !join.kind.tellsOnlyWhether else { return left }
    let kind: Operator.Join.Kind = join.kind == .left ? .left : .inner
    return joined(left, estimate(join.right.input), kind, on: []).scaled(to: left.rows)
  }

  /// The rows that the right side of a join gives for so many keys.
  func rightSide(
    of join: Operator.LookupJoin,
    _ left: Estimate,
    _ keys: Double
  ) -> Estimate {
    var given = Estimate(rows: join.carried.isEmpty ? keys : left.rows)
    for (key, column) in zip(join.keys, join.input.columns) {
      given.columns[column.id] = Estimate.Column(
        distinct: left.distinct(of: key.id),
        bytes: key.type.guessedBytes
      )
    }
    var estimator = self
    estimator.inputs[join.input.name] = given
    return estimator.estimate(join.right.input)
  }

  private func made(by coordinate: Operator.Coordinate) -> Estimate {
    var estimator = self
    for source in coordinate.sources {
      estimator.inputs[source.input.name] = estimate(source.source)
    }
    return estimator.estimate(coordinate.tree)
  }

  // MARK: Tables

  private func scanned(_ scan: Operator.Scan) -> Estimate {
    let statistics = context.catalog.statistics[scan.table.address]
    let rows = statistics?.rowCount ?? Self.unknownRowCount
    var result = Estimate(rows: rows)
    for column in scan.columns {
      let known = statistics?.columns[column.name.lowercased()]
      result.columns[column.id] = Estimate.Column(
        distinct: known?.distinctCount ?? guessed(column, of: scan.table, rows),
        nullFraction: known?.nullFraction ?? 0,
        bytes: known?.averageBytes ?? column.type.guessedBytes,
        statistics: known
      )
    }
    return result
  }

  /// The only column of a unique key names each row; any other a tenth of them.
  private func guessed(
    _ column: Operator.Scan.Column,
    of table: ResolvedTable,
    _ rows: Double
  ) -> Double {
    table.table.isUnique(column.name) ? rows : rows / 10
  }

  private func plain(_ tree: Operator, rows: Double) -> Estimate {
    adding(tree, to: Estimate(rows: rows))
  }

  /// The estimate with columns that the operator makes.
  private func adding(_ tree: Operator, to estimate: Estimate) -> Estimate {
    var result = estimate
    for column in tree.outputs where result.columns[column.id] == nil {
      result.columns[column.id] = Estimate.Column(
        distinct: max(result.rows / 3, 1),
        bytes: column.type.guessedBytes
      )
    }
    return result
  }

  // MARK: Operators

  private func filtered(_ input: Estimate, by predicates: [Scalar]) -> Estimate {
    let selectivity = Selectivity(estimate: input)
    return input.scaled(to: predicates.reduce(input.rows) { $0 * selectivity.part(of: $1) })
  }

  private func projected(_ project: Operator.Project) -> Estimate {
    let input = estimate(project.input)
    var result = Estimate(rows: input.rows)
    for item in project.items {
      if let source = item.value.column, let known = input.columns[source.id] {
        result.columns[item.id] = known
      } else {
        let read = item.value.columns.map { input.distinct(of: $0) }
        result.columns[item.id] = Estimate.Column(
          distinct: read.max() ?? 1,
          bytes: item.value.type.guessedBytes
        )
      }
    }
    return result
  }

  func joined(
    _ left: Estimate,
    _ right: Estimate,
    _ kind: Operator.Join.Kind,
    on predicates: [Scalar]
  ) -> Estimate {
    var result = Estimate(
      rows: min(left.rows * right.rows, Self.mostRows),
      columns: left.columns.merging(right.columns) { $1 }
    )
    let selectivity = Selectivity(estimate: result, left: left, right: right)
    for predicate in predicates { result.rows *= selectivity.part(of: predicate) }
    if kind == .left { result.rows = max(result.rows, left.rows) }
    return result
  }

  private func grouped(_ aggregate: Operator.Aggregate) -> Estimate {
    let input = estimate(aggregate.input)
    var groups = 1.0
    var result = Estimate(rows: 1)
    for group in aggregate.groups {
      let columns = Array(group.value.columns)
      let distinct = columns.isEmpty ? 1 : input.distinct(of: columns)
      groups *= distinct
      result.columns[group.id] = Estimate.Column(
        distinct: distinct,
        bytes: group.value.column.flatMap { input.columns[$0.id]?.bytes }
          ?? group.value.type.guessedBytes
      )
    }
    result.rows = aggregate.groups.isEmpty ? 1 : min(groups, input.rows)
    return adding(.aggregate(aggregate), to: result)
  }

  private func grouping(_ merge: Operator.MergeAggregate) -> Estimate {
    var result = estimate(merge.input)
    if merge.groups.isEmpty { result.rows = 1 }
    return adding(.mergeAggregate(merge), to: result)
  }

  private func deduplicated(_ input: Estimate) -> Estimate {
    input.scaled(to: input.distinct(of: Array(input.columns.keys)))
  }

  private func limited(_ limit: Operator.Limit) -> Estimate {
    let input = estimate(limit.input)
    guard let literal = limit.count?.literal, case .integer(let count) = literal.value else {
      return input.scaled(to: min(input.rows, 100))
    }
    return input.scaled(to: min(input.rows, Double(count)))
  }
}

extension MySQLType {
  /// What a value of the type weighs where nobody has looked.
  var guessedBytes: Double {
    switch representation {
    case .text, .blob, .json: min(Double(length ?? 255) / 2, 64)
    case .decimalText, .temporalText: 20
    default: 8
    }
  }
}
