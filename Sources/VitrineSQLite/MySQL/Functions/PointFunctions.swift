import VitrineSQL
import VitrineSharding

/// The functions on points of the plane; other geometries are kept, but not made or looked into.
enum PointFunctions {
  static let definitions: [FunctionDefinition] = [
    FunctionDefinition(
      "POINT",
      2...2,
      [.real, .real],
      .fixed(MySQLType(.geometry)),
      .call("my_point")
    ),
    FunctionDefinition(
      "ST_GEOMFROMTEXT",
      1...1,
      [.text],
      .fixed(MySQLType(.geometry)),
      .call("my_point_from_text"),
      aliases: ["ST_GEOMETRYFROMTEXT", "ST_POINTFROMTEXT"]
    ),
    FunctionDefinition(
      "ST_ASTEXT",
      1...1,
      [.asIs],
      .fixed(MySQLType(.longtext, collation: .standard)),
      read("my_point_text"),
      aliases: ["ST_ASWKT"]
    ),
    FunctionDefinition("ST_X", 1...1, [.asIs], .double, read("my_point_x")),
    FunctionDefinition("ST_Y", 1...1, [.asIs], .double, read("my_point_y")),
    FunctionDefinition("ST_SRID", 1...1, [.asIs], .fixed(.bigint), read("my_srid")),
  ]

  private static func read(_ function: String) -> FunctionDefinition.Rendering {
    .template { _, operands, _ throws(SQLError) in
      "\(function)(\(Conversion.sql(operands[0], to: .binary)))"
    }
  }

  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_point", arguments: 2) { arguments, result in
        result.set(blob: Point(x: arguments.real(at: 0), y: arguments.real(at: 1)).bytes)
      },
      ScalarFunction("my_point_from_text", arguments: 1) { arguments, result throws(SQLError) in
        result.set(blob: try Point(text: arguments.text(at: 0)).bytes)
      },
      ScalarFunction("my_point_text", arguments: 1) { arguments, result throws(SQLError) in
        result.set(try Point(arguments.blob(at: 0), in: "st_astext").text)
      },
      ScalarFunction("my_point_x", arguments: 1) { arguments, result throws(SQLError) in
        result.set(try Point(arguments.blob(at: 0), in: "st_x").x)
      },
      ScalarFunction("my_point_y", arguments: 1) { arguments, result throws(SQLError) in
        result.set(try Point(arguments.blob(at: 0), in: "st_y").y)
      },
      ScalarFunction("my_srid", arguments: 1) { arguments, result throws(SQLError) in
        let bytes = arguments.blob(at: 0)
        guard bytes.count >= 13 else { throw Point.invalid("st_srid") }
        result.set(Int64(bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt64($1) }))
      },
    ]
  }
}

/// A point, which MySQL keeps in 25 bytes: a number of four for the reference system, a byte for the order of
/// bytes, four for the kind of geometry, and twice eight.
struct Point {
  var x: Double
  var y: Double

  init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// - Throws: `invalidGeometry` for what is no geometry, `unsupported` for one that is no point.
  init(_ bytes: [UInt8], in function: String) throws(SQLError) {
    guard bytes.count >= 13, bytes[4] == 1 else { throw Self.invalid(function) }
    guard bytes[5] == 1, bytes[6...8].allSatisfy({ $0 == 0 }) else { throw Self.unsupported }
    guard bytes.count == 25 else { throw Self.invalid(function) }
    x = Self.number(bytes[9..<17])
    y = Self.number(bytes[17..<25])
  }

  /// `POINT(1 5)`.
  init(text: String) throws(SQLError) {
    let trimmed = text.trimmingPrefix(while: \.isWhitespace)
    let name = trimmed.prefix { $0.isLetter }
    guard name.uppercased() == "POINT" else {
      let kinds = [
        "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON",
        "GEOMETRYCOLLECTION", "GEOMCOLLECTION",
      ]
      throw kinds.contains(name.uppercased()) ? Self.unsupported : Self.invalid("st_geomfromtext")
    }
    let rest = trimmed.dropFirst(name.count).drop(while: \.isWhitespace)
    guard rest.first == "(", let end = rest.firstIndex(of: ")"),
      rest[rest.index(after: end)...].allSatisfy(\.isWhitespace)
    else { throw Self.invalid("st_geomfromtext") }
    let numbers = rest[..<end].dropFirst().split(whereSeparator: \.isWhitespace).map { Double($0) }
    guard numbers.count == 2, let x = numbers[0], let y = numbers[1], x.isFinite, y.isFinite else {
      throw Self.invalid("st_geomfromtext")
    }
    self.init(x: x, y: y)
  }

  var bytes: [UInt8] { [0, 0, 0, 0, 1, 1, 0, 0, 0] + Self.bytes(x) + Self.bytes(y) }

  var text: String {
    let parts = [x, y].map { MySQLText.text(of: .real($0), type: .double) ?? "" }
    return "POINT(\(parts.joined(separator: " ")))"
  }

  private static func bytes(_ number: Double) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Double {
    Double(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
  }

  static func invalid(_ function: String) -> SQLError {
    SQLError(.invalidGeometry, "Invalid GIS data provided to function \(function).")
  }

  private static let unsupported = SQLError(
    .unsupported,
    "of geometries only points can be computed with"
  )
}
