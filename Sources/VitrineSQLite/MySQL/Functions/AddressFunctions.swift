import VitrineSQL
import VitrineSharding

/// The functions on network addresses past INET_ATON: those that know IPv6.
enum AddressFunctions {
  static let definitions: [FunctionDefinition] = [
    FunctionDefinition(
      "INET6_ATON",
      1...1,
      [.text],
      .fixed(MySQLType(.varbinary, length: 16, collation: .binary)),
      .call("my_inet6_aton")
    ),
    FunctionDefinition(
      "INET6_NTOA",
      1...1,
      [.asIs],
      .plainText(39),
      binary("my_inet6_ntoa", "NULL")
    ),
    FunctionDefinition("IS_IPV4", 1...1, [.text], .boolean, .call("my_is_ipv4")),
    FunctionDefinition("IS_IPV6", 1...1, [.text], .boolean, .call("my_is_ipv6")),
    FunctionDefinition(
      "IS_IPV4_COMPAT",
      1...1,
      [.asIs],
      .boolean,
      binary("my_is_ipv4_compat", "0")
    ),
    FunctionDefinition(
      "IS_IPV4_MAPPED",
      1...1,
      [.asIs],
      .boolean,
      binary("my_is_ipv4_mapped", "0")
    ),
  ]

  /// Only binary strings hold addresses: text is none, whatever it says.
  private static func binary(
    _ function: String,
    _ otherwise: String
  ) -> FunctionDefinition.Rendering {
    .template { arguments, operands, _ throws(SQLError) in
      let type = operands[0].type
      guard type.isBinary || operands[0].isHexLiteral else {
        return "(CASE WHEN \(arguments[0]) IS NOT NULL THEN \(otherwise) END)"
      }
      return "\(function)(\(Conversion.sql(operands[0], to: .binary)))"
    }
  }

  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_inet6_aton", arguments: 1) { arguments, result in
        let text = arguments.text(at: 0)
        guard let bytes = NetworkAddress.bytes(text) else {
          return context.warn(
            .wrongValueForType,
            "Incorrect string value: '\(text)' for function inet6_aton"
          )
        }
        result.set(blob: bytes)
      },
      ScalarFunction("my_inet6_ntoa", arguments: 1) { arguments, result in
        let bytes = arguments.blob(at: 0)
        guard let text = NetworkAddress.text(bytes) else {
          return context.warn(
            .wrongValueForType,
            "Incorrect string value for function inet6_ntoa"
          )
        }
        result.set(text)
      },
      ScalarFunction("my_is_ipv4", arguments: 1) { arguments, result in
        result.set(NetworkAddress.bytes(arguments.text(at: 0))?.count == 4)
      },
      ScalarFunction("my_is_ipv6", arguments: 1) { arguments, result in
        result.set(NetworkAddress.bytes(arguments.text(at: 0))?.count == 16)
      },
      ScalarFunction("my_is_ipv4_compat", arguments: 1) { arguments, result in
        let bytes = arguments.blob(at: 0)
        let isZero = bytes.prefix(12).allSatisfy { $0 == 0 }
        // The unspecified address and the loopback one are not meant.
        let isSmall = bytes.suffix(4).dropLast().allSatisfy { $0 == 0 } && (bytes.last ?? 0) < 2
        result.set(bytes.count == 16 && isZero && !isSmall)
      },
      ScalarFunction("my_is_ipv4_mapped", arguments: 1) { arguments, result in
        let bytes = arguments.blob(at: 0)
        let isMapped =
          bytes.prefix(10).allSatisfy { $0 == 0 } && bytes.dropFirst(10).prefix(2) == [255, 255]
        result.set(bytes.count == 16 && isMapped)
      },
    ]
  }
}

/// IPv4 and IPv6 addresses as text and as their 4 or 16 bytes.
enum NetworkAddress {
  static func bytes(_ text: String) -> [UInt8]? { shortBytes(text) ?? longBytes(text) }

  /// Four numbers of one to three digits.
  private static func shortBytes(_ text: some StringProtocol) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let numbers = parts.compactMap { part in
      (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (48...57).contains($0) }
        ? UInt8(part) : nil
    }
    return numbers.count == 4 ? numbers : nil
  }

  private static func longBytes(_ text: String) -> [UInt8]? {
    guard let gap = text.firstRange(of: "::") else {
      guard let bytes = groups(text[...]), bytes.count == 16 else { return nil }
      return bytes
    }
    let tail = text[gap.upperBound...]
    guard let head = groups(text[..<gap.lowerBound], endsInShort: false), let rest = groups(tail),
      head.count + rest.count <= 14
    else { return nil }
    return head + Array(repeating: 0, count: 16 - head.count - rest.count) + rest
  }

  /// Groups of one to four hexadecimal digits between colons; the last may be an IPv4 address.
  private static func groups(_ text: Substring, endsInShort: Bool = true) -> [UInt8]? {
    if text.isEmpty { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if endsInShort, index == parts.count - 1, let short = shortBytes(part) {
        return bytes + short
      }
      guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
        let group = UInt16(part, radix: 16)
      else { return nil }
      bytes += [UInt8(group >> 8), UInt8(group & 255)]
    }
    return bytes.count <= 16 ? bytes : nil
  }

  static func text(_ bytes: [UInt8]) -> String? {
    switch bytes.count {
    case 4: bytes.map { String($0) }.joined(separator: ".")
    case 16: longText(bytes)
    default: nil
    }
  }

  /// The longest run of zero groups is written `::`, even one of a single group.
  private static func longText(_ bytes: [UInt8]) -> String {
    let words = stride(from: 0, to: 16, by: 2).map {
      UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
    }
    let gap = longestGap(words)
    var text = ""
    var index = 0
    while index < words.count {
      if index == gap.lowerBound, !gap.isEmpty {
        text += index == 0 ? "::" : ":"
        index = gap.upperBound
      } else if index == 6, gap == 0..<6 || (gap == 0..<5 && words[5] == 0xffff) {
        return text + bytes[12...].map { String($0) }.joined(separator: ".")
      } else {
        text += String(words[index], radix: 16) + (index == words.count - 1 ? "" : ":")
        index += 1
      }
    }
    return text
  }

  private static func longestGap(_ words: [UInt16]) -> Range<Int> {
    var longest = 0..<0
    var start: Int?
    for index in 0...words.count {
      if index < words.count, words[index] == 0 {
        start = start ?? index
      } else if let begin = start {
        if index - begin > longest.count { longest = begin..<index }
        start = nil
      }
    }
    return longest
  }
}
