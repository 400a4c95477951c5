import VitrineSQL

/// Makes new inputs from the corpus: input `n` of a seed is the same on every run.
struct Mutator: Sendable {
  let corpus: Corpus
  let seed: UInt64

  /// No input grows longer than this.
  static let longest = 1 << 16

  /// Bytes that open, close or continue something.
  private static let telling = Array("'\"`\\()*/-#@:;,.{}!<>=|&%0xeE_\u{0}\n".utf8) + [0xC3, 0xFF]

  /// The input with this number.
  func input(_ number: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed &+ number &* 0xD134_2543_DE82_EF95)
    guard !corpus.statements.isEmpty else { return [] }
    var bytes = statement(&random)
    for _ in 0...random.below(4) {
      if random.below(3) == 0 {
        mutateBytes(&bytes, &random)
      } else {
        mutateTokens(&bytes, &random)
      }
      if bytes.isEmpty { break }
    }
    if random.below(2000) == 0 { repeatPiece(&bytes, &random) }
    if bytes.count > Self.longest { bytes.removeSubrange(Self.longest...) }
    return bytes
  }

  private func statement(_ random: inout SplitMix64) -> [UInt8] {
    corpus.statements[random.below(corpus.statements.count)]
  }

  private func token(_ random: inout SplitMix64) -> [UInt8] {
    corpus.tokens.isEmpty ? [] : corpus.tokens[random.below(corpus.tokens.count)]
  }
}

// MARK: Bytes
extension Mutator {
  private func mutateBytes(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard !bytes.isEmpty else { return }
    let place = random.below(bytes.count)
    let end = min(bytes.count, place + 1 + random.below(12))
    switch random.below(6) {
    case 0: bytes[place] ^= 1 << UInt8(random.below(8))
    case 1: bytes[place] = Self.telling[random.below(Self.telling.count)]
    case 2: bytes.insert(Self.telling[random.below(Self.telling.count)], at: place)
    case 3: bytes.removeSubrange(place..<end)
    case 4: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
    default: bytes.removeSubrange(place...)
    }
  }
}

// MARK: Tokens
extension Mutator {
  private func mutateTokens(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let ranges = TokenRanges.of(bytes)
    guard !ranges.isEmpty else { return }
    let first = random.below(ranges.count)
    let last = min(ranges.count - 1, first + random.below(6))
    let piece = ranges[first].lowerBound..<ranges[last].upperBound
    switch random.below(8) {
    case 0: bytes.replaceSubrange(ranges[first], with: token(&random))
    case 1: bytes.insert(contentsOf: [0x20] + token(&random) + [0x20], at: piece.lowerBound)
    case 2: bytes.removeSubrange(piece)
    case 3: bytes.insert(contentsOf: Array(bytes[piece]) + [0x20], at: piece.lowerBound)
    case 4: swap(ranges[first], ranges[random.below(ranges.count)], in: &bytes)
    case 5: wrap(piece, in: &bytes)
    default: splice(&bytes, at: piece, &random)
    }
  }

  private func swap(_ one: Range<Int>, _ other: Range<Int>, in bytes: inout [UInt8]) {
    guard one != other else { return }
    let (left, right) = one.lowerBound < other.lowerBound ? (one, other) : (other, one)
    let (leftBytes, rightBytes) = (Array(bytes[left]), Array(bytes[right]))
    bytes.replaceSubrange(right, with: leftBytes)
    bytes.replaceSubrange(left, with: rightBytes)
  }

  private func wrap(_ piece: Range<Int>, in bytes: inout [UInt8]) {
    bytes.insert(0x29, at: piece.upperBound)
    bytes.insert(0x28, at: piece.lowerBound)
  }

  /// Puts a piece of another statement in the place of one of this.
  private func splice(_ bytes: inout [UInt8], at piece: Range<Int>, _ random: inout SplitMix64) {
    let other = statement(&random)
    let ranges = TokenRanges.of(other)
    guard !ranges.isEmpty else { return }
    let first = random.below(ranges.count)
    let last = min(ranges.count - 1, first + random.below(random.below(2) == 0 ? 8 : ranges.count))
    let part = ranges[first].lowerBound..<ranges[last].upperBound
    bytes.replaceSubrange(piece, with: [0x20] + other[part] + [0x20])
  }

  /// Repeats a few tokens up to thousands of times, which is how nesting gets deep and chains long.
  private func repeatPiece(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let ranges = TokenRanges.of(bytes)
    guard !ranges.isEmpty else { return }
    let first = random.below(ranges.count)
    let last = min(ranges.count - 1, first + random.below(5))
    let piece = Array(bytes[ranges[first].lowerBound..<ranges[last].upperBound]) + [0x20]
    let count = [50, 300, 3000][random.below(3)]
    var repeated: [UInt8] = []
    while repeated.count < Self.longest, repeated.count < piece.count * count { repeated += piece }
    bytes.insert(contentsOf: repeated, at: ranges[first].lowerBound)
  }
}
