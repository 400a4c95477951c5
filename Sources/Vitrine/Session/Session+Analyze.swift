import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// Gathers a table's statistics, or makes or removes its histograms; what MySQL says of that.
  func analyze(
    _ table: ResolvedTable,
    _ request: HistogramRequest?
  ) throws(SQLError) -> [(kind: String, text: String)] {
    if let request { return try apply(request, to: table) }
    try cluster.analyze(table, .none)
    return [("status", "OK")]
  }

  /// Makes or removes histograms; what MySQL says of each column.
  private func apply(
    _ request: HistogramRequest,
    to table: ResolvedTable
  ) throws(SQLError) -> [(kind: String, text: String)] {
    let before = cluster.snapshot.catalog.statistics[table.address]
    var said: [(kind: String, text: String)] = []
    var found: Set<String> = []
    for name in request.columns {
      guard let column = table.table.column(named: name) else {
        said.append(("Error", "The column '\(name)' does not exist."))
        continue
      }
      let key = column.name.lowercased()
      if request.isDrop, before?.columns[key]?.histogram == nil {
        said.append(("Error", "No histogram statistics found for column '\(column.name)'."))
        continue
      }
      found.insert(key)
      let done = request.isDrop ? "removed" : "created"
      said.append(("status", "Histogram statistics \(done) for column '\(column.name)'."))
    }
    guard !found.isEmpty else { return said }
    try cluster.analyze(
      table,
      request.isDrop ? .drop(columns: found) : .update(columns: found, buckets: request.buckets)
    )
    return said
  }
}

/// `UPDATE HISTOGRAM ON a, b [WITH n BUCKETS]` or `DROP HISTOGRAM ON a, b`.
struct HistogramRequest {
  var isDrop = false
  var columns: [String] = []
  var buckets = 100

  /// Nil where the statement says nothing of histograms.
  init?(_ maintenance: TableMaintenance) throws(SQLError) {
    guard maintenance.kind == .analyze, let text = maintenance.details.first else { return nil }
    let words = text.replacing(",", with: " , ").split(separator: " ").map(String.init)
    let lower = words.map { $0.lowercased() }
    guard words.count > 3, lower[1] == "histogram", lower[2] == "on" else {
      throw Self.misread(maintenance)
    }
    isDrop = lower[0] == "drop"
    let end = lower.firstIndex(of: "with") ?? words.endIndex
    columns = words[3..<max(end, 3)].filter { $0 != "," }.map { word in
      word.trimmingPrefix("`").hasSuffix("`")
        ? String(word.trimmingPrefix("`").dropLast()) : String(word.trimmingPrefix("`"))
    }
    guard end < words.endIndex else { return }
    guard !isDrop, end + 2 < words.count, lower[end + 2] == "buckets",
      let count = Int(words[end + 1])
    else { throw Self.misread(maintenance) }
    guard (1...1024).contains(count) else {
      throw SQLError(
        .outOfRange,
        "Number of buckets value is out of range in 'ANALYZE TABLE'",
        at: maintenance.span
      )
    }
    buckets = count
  }

  private static func misread(_ maintenance: TableMaintenance) -> SQLError {
    SQLError(
      .parseError,
      "ANALYZE TABLE takes UPDATE HISTOGRAM ON columns [WITH n BUCKETS], or DROP HISTOGRAM ON columns",
      at: maintenance.span
    )
  }
}
