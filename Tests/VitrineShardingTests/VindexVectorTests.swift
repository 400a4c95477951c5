import Foundation
import Testing
import VitrineSQL
import VitrineSharding

/// Vitess's golden keyspace ids.
///
/// The corpus is not part of the repository; without it nothing is
/// checked here, and `HashTests` has published vectors.
@Suite("Golden vectors of Vitess")
struct VindexVectorTests {
  /// One vector: what is mapped, and what must come out.
  struct Vector: CustomTestStringConvertible {
    var type: String
    var parameters: [String: String]
    var values: [VindexValue]
    var expected: String?
    var testDescription: String { "\(type) \(values)" }
  }

  @Test(.disabled(if: Corpus.isAbsent, "the corpus is not beside the repository"))
  func keyspaceIDs() throws {
    let vectors = try Self.vectors()
    #expect(vectors.count > 110)
    for vector in vectors {
      let outcome = try Self.outcome(of: vector)
      #expect(outcome == vector.expected, "\(vector.testDescription) \(vector.parameters)")
    }
  }

  static func outcome(of vector: Vector) throws -> String? {
    let vindex = try VindexRegistry.standard.make(
      type: vector.type,
      name: vector.type,
      parameters: vector.parameters
    )
    switch try? vindex.map(vector.values) {
    case .keyspaceID(let id): return id.hexadecimal
    case .keyRange(let range): return range.description
    case .none?, nil: return nil
    case .some(let other): return "\(other)"
    }
  }

  static func vectors() throws -> [Vector] {
    let members = try #require(Corpus.document("vindex_vectors.json").members)
    return try members.flatMap { member -> [Vector] in
      guard let entries = member.value.elements else { return [] }
      if member.key == "unicode_golden" { return try entries.flatMap(unicodeVectors) }
      return entries.compactMap { vector(member.key, $0) }
    }
  }

  static func vector(_ type: String, _ entry: JSON) -> Vector? {
    if let text = entry["v"]?.text, text.hasPrefix("LIKE ") || text.hasPrefix("BETWEEN ") {
      return nil
    }
    var parameters: [String: String] = [:]
    for member in entry["params"]?.members ?? [] {
      guard let text = member.value.text else { return nil }
      parameters[member.key] = text
    }
    if let map = parameters.removeValue(forKey: "region_map") {
      parameters["region_map_json"] = String(map.drop { $0 != "{" })
    }
    let expected = entry["keyrange"]?.text ?? entry["ksid"]?.text
    let kind = entry["t"]?.text ?? ""
    let values =
      entry["v"]?.elements?.map { value($0, kind: "") } ?? [value(entry["v"], kind: kind)]
    return Vector(type: type, parameters: parameters, values: values, expected: expected)
  }

  static func value(_ json: JSON?, kind: String) -> VindexValue {
    switch json {
    case .number(let digits): return .integer(Int64(digits) ?? 0)
    case .string(let text):
      if kind.hasPrefix("INT"), let number = Int64(text) { return .integer(number) }
      if kind.hasPrefix("UINT"), let number = UInt64(text) { return .unsigned(number) }
      if text.hasPrefix("x'") {
        let digits = text.dropFirst(2).prefix { $0 != "'" }
        return .bytes(KeyspaceID(hexadecimal: digits)?.bytes ?? [])
      }
      if kind.contains("BINARY"), text.unicodeScalars.contains(where: { $0.value > 127 }) {
        return .bytes(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
      }
      return .text(text)
    default: return .null
    }
  }

  static func unicodeVectors(_ entry: JSON) throws -> [Vector] {
    let data = try #require(entry["v_b64"]?.text.flatMap { Data(base64Encoded: $0) })
    return [("unicode_loose_md5", "md5"), ("unicode_loose_xxhash", "xxhash")].compactMap {
      type,
      field in
      entry[field]?.text.map {
        Vector(type: type, parameters: [:], values: [.bytes(Array(data))], expected: $0)
      }
    }
  }
}

/// The vectors that name ranges: prefixes of LIKE, BETWEEN, the first columns of several.
@Suite("Ranges of vindexes")
struct VindexRangeTests {
  @Test(arguments: [
    ("", "", "\u{3}{\u{7}\u{6}%", "037b0706-037b0707"),
    ("md5", "[3,5]", "abcd%", "900150-900151"),
    ("md5", "[3,5]", "ab%", "all"),
    ("md5", "[3,5]", "a\\%bc%", "178999-17899a"),
  ])
  func patterns(hash: String, offsets: String, pattern: String, expected: String) throws {
    let parameters = hash.isEmpty ? [:] : ["hash": hash, "offsets": offsets]
    let vindex = try VindexRegistry.standard.make(type: "cfc", name: "v", parameters: parameters)
    let prefix = try #require(vindex as? any PrefixVindex)
    switch try prefix.mapPattern(.text(pattern)) {
    case .keyRange(let range): #expect(range.description == expected)
    case .allShards: #expect(expected == "all")
    case let other: Issue.record("\(other)")
    }
  }

  @Test func prefixCarries() {
    #expect(KeyRange(prefix: [0xFF, 0xFF, 0xFF]).description == "ffffff-")
    #expect(KeyRange(prefix: [0x01, 0xFF]).description == "01ff-02")
  }

  @Test(arguments: ["numeric", "binary"])
  func upperBoundIsIncluded(type: String) throws {
    let vindex = try VindexRegistry.standard.make(type: type, name: "v", parameters: [:])
    let sequential = try #require(vindex as? any SequentialVindex)
    let last: VindexValue =
      type == "numeric" ? .unsigned(0x8000_0000_0000_0000) : .bytes([0x80])
    let map = ShardMap(evenSplit: 2)
    let destination = try sequential.mapRange(from: .unsigned(5), through: last)
    #expect(destination.shards(in: map).contains(1))
  }

  @Test func negativeBoundOfNumericCountsAsZero() throws {
    let vindex = try VindexRegistry.standard.make(type: "numeric", name: "v", parameters: [:])
    let sequential = try #require(vindex as? any SequentialVindex)
    let map = ShardMap(evenSplit: 4)
    #expect(
      try sequential.mapRange(from: .integer(-5), through: .integer(5)).shards(in: map) == [0]
    )
    #expect(try sequential.mapRange(from: .integer(-5), through: .integer(-1)) == .none)
  }
}
