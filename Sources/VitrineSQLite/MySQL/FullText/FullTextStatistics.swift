import VitrineSharding

/// What a relevance needs to know of the whole table: how many rows it has, and how many of them have
/// each word.
///
/// It adds up, so that every shard counts its own rows. A search that expands keeps the counts of all words, and
/// which of them the rows have that the query finds.
struct FullTextStatistics {
  private(set) var rows: Int64 = 0
  private(set) var counts: [[UInt8]: Int64] = [:]
  private(set) var expansion: Set<[UInt8]> = []

  init() {}

  /// Takes a row in.
  mutating func add(_ document: FullTextDocument, _ query: FullTextQuery) {
    rows += 1
    for term in query.terms {
      let found = document.counts(of: term, query.words).count
      if found > 0 { counts[term.word.key, default: 0] += Int64(found) }
    }
    guard query.mode == .expanding else { return }
    let searched = Set(query.terms.map(\.word.key))
    let rest = document.counts.keys.filter { !searched.contains($0) }
    for key in rest { counts[key, default: 0] += 1 }
    var search = FullTextSearch(document, query)
    search.run()
    if search.isFound { expansion.formUnion(rest) }
  }

  mutating func merge(_ other: Self) {
    rows += other.rows
    counts.merge(other.counts, uniquingKeysWith: +)
    expansion.formUnion(other.expansion)
  }

  // MARK: As bytes

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    ValueBytes.append(.integer(rows), &bytes)
    for (key, count) in counts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      ValueBytes.append(.blob(key), &bytes)
      ValueBytes.append(.integer(expansion.contains(key) ? -count : count), &bytes)
    }
    return bytes
  }

  init(bytes: [UInt8]) {
    var reader = ValueBytes.Reader(bytes)
    guard case .integer(let rows)? = reader.value() else { return }
    self.rows = rows
    while case .blob(let key)? = reader.value(), case .integer(let count)? = reader.value() {
      counts[key] = abs(count)
      if count < 0 { expansion.insert(key) }
    }
  }
}

/// One query over one row: whether the row is found, and what makes up its relevance.
///
/// It goes as InnoDB's own does: terms add the row to the result, require or exclude it in turn, and every
/// term that finds the row while it is in the result counts. `>` and `<` move it up or down by one, at most
/// by one in all.
struct FullTextSearch {
  private let document: FullTextDocument
  private let query: FullTextQuery
  private(set) var isFound = false
  private var adjustment: Float = 0
  private var hasRequired = false
  /// The words that count, each once, in the order in which they are searched for.
  private var matched: [[UInt8]] = []
  private var frequencies: [[UInt8]: Int] = [:]

  init(_ document: FullTextDocument, _ query: FullTextQuery) {
    self.document = document
    self.query = query
  }

  mutating func run() { search(query.items) }

  /// The relevance: for every word its occurrences times the square of its inverse document frequency.
  mutating func rank(_ statistics: FullTextStatistics, _ weights: [[UInt8]: Double]) -> Double {
    run()
    for (key, count) in document.counts where statistics.expansion.contains(key) {
      frequencies[key] = count
    }
    let more = document.counts.keys.filter { statistics.expansion.contains($0) }
    if !more.isEmpty {
      isFound = true
      matched += more
    }
    guard isFound else { return 0 }
    var rank = adjustment
    let ordered = matched.sorted { left, right in
      switch (query.places[left], query.places[right]) {
      case (let mine?, let other?): mine < other
      case (nil, nil): left.lexicographicallyPrecedes(right)
      case (let mine, _): mine != nil
      }
    }
    for key in ordered {
      guard let weight = weights[key], let frequency = frequencies[key] else { continue }
      rank += Float(Double(frequency) * weight * weight)
    }
    return Double(rank)
  }

  // MARK: Terms

  private mutating func search(_ items: [FullTextQuery.Item]) {
    for item in items.inSearchOrder {
      switch item.expression {
      case .term(let term): search([term], item.sign)
      case .terms(let terms): for term in terms { search([term], item.sign) }
      case .phrase(let words):
        let terms = words.filter(\.isIndexed).map { FullTextTerm(word: $0) }
        if terms.isEmpty || !document.contains(words) {
          take(item.sign, isThere: false, [])
        } else {
          search(terms, item.sign)
        }
      case .before(let items): search(items)
      case .parenthesized(let items):
        var inner = FullTextSearch(document, query)
        inner.frequencies = frequencies
        inner.search(items)
        frequencies = inner.frequencies
        take(item.sign, isThere: inner.isFound, inner.matched, inner.adjustment)
      }
    }
  }

  private mutating func search(_ terms: [FullTextTerm], _ sign: FullTextQuery.Operator) {
    var keys: [[UInt8]] = []
    for term in terms {
      guard let count = document.counts(of: term, query.words).first else { continue }
      keys.append(term.word.key)
      if frequencies[term.word.key] == nil { frequencies[term.word.key] = count }
    }
    take(sign, isThere: !keys.isEmpty, keys)
  }

  private mutating func take(
    _ sign: FullTextQuery.Operator,
    isThere: Bool,
    _ keys: [[UInt8]],
    _ rank: Float = 0
  ) {
    defer { if sign == .required { hasRequired = true } }
    guard isThere else {
      if sign == .required { leave() }
      return
    }
    switch sign {
    case .excluded: return leave()
    case .negated:
      guard isFound else { return }
      adjust(-1)
    case .required:
      guard isFound || !hasRequired else { return }
      let merged = rank + adjustment
      adjustment = isFound ? min(max(merged, -1), 1) : rank
      isFound = true
    case .none, .raised, .lowered:
      if !isFound { adjustment = rank }
      isFound = true
      if sign != .none { adjust(sign == .raised ? 1 : -1) }
    }
    for key in keys where !matched.contains(key) { matched.append(key) }
  }

  private mutating func adjust(_ step: Float) { adjustment = min(max(adjustment + step, -1), 1) }

  private mutating func leave() {
    isFound = false
    adjustment = 0
    matched = []
  }
}
