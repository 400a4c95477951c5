import VitrineSQL
import VitrineSharding

/// COMPRESS, UNCOMPRESS and UNCOMPRESSED_LENGTH.
enum CompressionFunctions {
  /// MySQL's `max_allowed_packet`.
  private static let maximumLength = 67_108_864

  static let definitions: [FunctionDefinition] = [
    FunctionDefinition("COMPRESS", 1...1, [.binary], bytes, .call("my_compress")),
    FunctionDefinition("UNCOMPRESS", 1...1, [.binary], bytes, .call("my_uncompress")),
    FunctionDefinition(
      "UNCOMPRESSED_LENGTH",
      1...1,
      [.binary],
      .integer,
      .call("my_uncompressed_length")
    ),
  ]

  private static let bytes = ResultRule.fixed(MySQLType(.longblob, collation: .binary))

  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_compress", arguments: 1) { arguments, result in
        guard let compressed = Compression.compressed(arguments.blob(at: 0)) else {
          return warn(.noMemory, context)
        }
        result.set(blob: compressed)
      },
      ScalarFunction("my_uncompress", arguments: 1) { arguments, result in
        let bytes = arguments.blob(at: 0)
        guard !bytes.isEmpty else { return result.set(blob: []) }
        guard isLongEnough(bytes, context) else { return }
        guard Compression.length(of: bytes) <= maximumLength else {
          return context.warn(
            .compressionTooLarge,
            "Uncompressed data size too large; the maximum size is \(maximumLength) (probably, length of "
              + "uncompressed data was corrupted)"
          )
        }
        do throws(Compression.Failure) {
          result.set(blob: try Compression.uncompressed(bytes))
        } catch {
          warn(error, context)
        }
      },
      ScalarFunction("my_uncompressed_length", arguments: 1) { arguments, result in
        let bytes = arguments.blob(at: 0)
        if bytes.isEmpty { return result.set(0) }
        guard isLongEnough(bytes, context) else { return }
        result.set(Compression.length(of: bytes))
      },
    ]
  }

  private static func isLongEnough(_ bytes: [UInt8], _ context: StatementContext) -> Bool {
    if bytes.count <= 4 { warn(.corrupt, context) }
    return bytes.count > 4
  }

  private static func warn(_ failure: Compression.Failure, _ context: StatementContext) {
    switch failure {
    case .corrupt: context.warn(.corruptCompression, "ZLIB: Input data corrupted")
    case .noMemory: context.warn(.compressionMemory, "ZLIB: Not enough memory")
    case .noRoom:
      context.warn(
        .compressionRoom,
        "ZLIB: Not enough room in the output buffer (probably, length of uncompressed data was corrupted)"
      )
    }
  }
}
