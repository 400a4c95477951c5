/// The candidate that differs from a name by the fewest letters, if by no more than a third of them.
func nearest(to name: String, in candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().utf8)
  let ranked = candidates.map { (distance(wanted, Array($0.lowercased().utf8)), $0) }
  guard let best = ranked.min(by: { $0 < $1 }), best.0 <= max(1, wanted.count / 3) else {
    return nil
  }
  return best.1
}

private func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var row = Array(0...right.count)
  for (i, a) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, b) in right.enumerated() {
      let replaced = diagonal + (a == b ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, min(row[j], diagonal) + 1)
    }
  }
  return row[right.count]
}
