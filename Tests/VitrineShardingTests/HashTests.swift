import Testing
import VitrineSharding

/// Published values of the hashes.
@Suite("Hashes")
struct HashTests {
  /// XXH64 with seed 0, from the reference implementation's documentation and tests.
  @Test(arguments: [
    ("", "99e9d85137db46ef"),
    ("a", "5b6e8ca9f1c44ed2"),
    ("abc", "990977adf52cbc44"),
    ("Nobody inspects the spammish repetition", "f18b378a3ca8cefb"),
  ])
  func xxhash(text: String, expected: String) throws {
    let vindex = try VindexRegistry.standard.make(type: "xxhash", name: "v", parameters: [:])
    let id = KeyspaceID(hexadecimal: expected)
    #expect(try vindex.map([.text(text)]) == id.map { .keyspaceID($0) })
  }

  @Test func integersAreHashedByTheirText() throws {
    let vindex = try VindexRegistry.standard.make(type: "xxhash", name: "v", parameters: [:])
    for number: Int64 in [0, 7, -1, 10, 99, 123_456_789, .max, .min] {
      let id = try #require(vindex.keyspaceID(of: number))
      #expect(try vindex.map([.integer(number)]) == .keyspaceID(id))
      #expect(try vindex.map([.text("\(number)")]) == .keyspaceID(id))
    }
  }

  /// DES under the zero key; the ciphertext of eight zero bytes is in every textbook.
  @Test(arguments: [
    (0, "8ca64de9c1b123a7"), (1, "166b40b44aba4bd6"), (2, "06e7ea22ce92708f"),
    (.min, "95f8a5e5dd31d900"),
  ])
  func hash(number: Int64, expected: String) throws {
    let vindex = try VindexRegistry.standard.make(type: "hash", name: "v", parameters: [:])
    #expect(vindex.keyspaceID(of: number)?.hexadecimal == expected)
    #expect(
      try vindex.map([.integer(number)]) == vindex.keyspaceID(of: number).map { .keyspaceID($0) }
    )
  }

  @Test(arguments: ["hash", "numeric", "reverse_bits"])
  func reversing(type: String) throws {
    let vindex = try VindexRegistry.standard.make(type: type, name: "v", parameters: [:])
    let reversible = try #require(vindex as? any ReversibleVindex)
    for number: UInt64 in [0, 1, 2, 77, 1 << 40, .max] {
      guard case .keyspaceID(let id) = try vindex.map([.unsigned(number)]) else {
        Issue.record("no id for \(number)")
        continue
      }
      #expect(reversible.reverseMap(id) == .unsigned(number))
      #expect(try vindex.verify([.unsigned(number)], at: id))
    }
  }

  @Test func negativeIdsAreVerifiedAsTheyAreMapped() throws {
    let vindex = try VindexRegistry.standard.make(type: "hash", name: "v", parameters: [:])
    let id = try #require(vindex.keyspaceID(of: -5))
    #expect(try vindex.verify([.integer(-5)], at: id))
    #expect(try !vindex.verify([.integer(5)], at: id))
  }
}
