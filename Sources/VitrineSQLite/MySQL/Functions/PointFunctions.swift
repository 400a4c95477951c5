import Foundation
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
    FunctionDefinition("ST_DISTANCE", 2...2, [.asIs], .double, measured("my_distance")),
    FunctionDefinition(
      "ST_DISTANCE_SPHERE",
      2...3,
      [.asIs, .asIs, .real],
      .double,
      measured("my_distance_on_sphere")
    ),
  ]

  private static func measured(_ function: String) -> FunctionDefinition.Rendering {
    .template { arguments, operands, _ throws(SQLError) in
      let points = operands.prefix(2).map { Conversion.sql($0, to: .binary) }
      return "\(function)(\((points + arguments.dropFirst(2)).joined(separator: ",")))"
    }
  }

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
      ScalarFunction("my_json_point", arguments: 1) { arguments, result throws(SQLError) in
        let point = try Point(arguments.blob(at: 0), in: "cast_as_json")
        let place = JSONDocument.array([.real(point.x), .real(point.y)])
        let members = [
          JSONDocument.Member("type", .string("Point")), JSONDocument.Member("coordinates", place),
        ]
        result.set(JSONDocument.normalized(members).text)
      },
      ScalarFunction("my_point_x", arguments: 1) { arguments, result throws(SQLError) in
        result.set(try Point(arguments.blob(at: 0), in: "st_x").x)
      },
      ScalarFunction("my_point_y", arguments: 1) { arguments, result throws(SQLError) in
        result.set(try Point(arguments.blob(at: 0), in: "st_y").y)
      },
      ScalarFunction("my_distance", arguments: 2) { arguments, result throws(SQLError) in
        let (first, second) = try points(arguments, "st_distance")
        result.set(hypot(second.x - first.x, second.y - first.y))
      },
      ScalarFunction("my_distance_on_sphere") { arguments, result throws(SQLError) in
        let function = "st_distance_sphere"
        let (first, second) = try points(arguments, function)
        for point in [first, second] { try point.checkPlace(in: function) }
        let radius = arguments.count > 2 ? arguments.real(at: 2) : Point.earthRadius
        guard radius > 0 else {
          throw SQLError(
            .nonPositiveRadius,
            "Invalid radius provided to function \(function): radius must be greater than zero"
          )
        }
        result.set(radius * first.angle(to: second))
      },
      ScalarFunction("my_srid", arguments: 1) { arguments, result throws(SQLError) in
        let bytes = arguments.blob(at: 0)
        guard bytes.count >= 13 else { throw Point.invalid("st_srid") }
        result.set(Int64(bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt64($1) }))
      },
    ]
  }
}

extension PointFunctions {
  /// - Throws: `unsupported` for points of another system than the plane.
  fileprivate static func points(
    _ arguments: borrowing FunctionArguments,
    _ function: String
  ) throws(SQLError) -> (Point, Point) {
    let bytes = [arguments.blob(at: 0), arguments.blob(at: 1)]
    let points = (try Point(bytes[0], in: function), try Point(bytes[1], in: function))
    guard bytes.allSatisfy({ $0.prefix(4).allSatisfy { $0 == 0 } }) else {
      throw SQLError(.unsupported, "\(function) of points with an SRID is not supported")
    }
    return points
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

  /// MySQL's radius of the earth, in metres.
  static let earthRadius = 6_370_986.0

  /// That its coordinates are degrees of longitude and of latitude.
  func checkPlace(in function: String) throws(SQLError) {
    guard x > -180, x <= 180 else {
      throw Self.outOfRange(
        .longitudeOutOfRange,
        "Longitude",
        x,
        function,
        "(-180.000000, 180.000000]"
      )
    }
    guard y >= -90, y <= 90 else {
      throw Self.outOfRange(.latitudeOutOfRange, "Latitude", y, function, "[-90.000000, 90.000000]")
    }
  }

  private static func outOfRange(
    _ code: SQLError.Code,
    _ name: String,
    _ degrees: Double,
    _ function: String,
    _ range: String
  ) -> SQLError {
    let text = String(format: "%f", degrees)
    return SQLError(
      code,
      "\(name) \(text) is out of range in function \(function). It must be within \(range)."
    )
  }

  /// The angle between two places on a sphere, by the haversine formula.
  func angle(to other: Point) -> Double {
    func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }
    func haversine(_ angle: Double) -> Double { sin(angle / 2) * sin(angle / 2) }
    let (mine, theirs) = (radians(y), radians(other.y))
    let square =
      haversine(theirs - mine) + cos(mine) * cos(theirs) * haversine(radians(other.x) - radians(x))
    return 2 * asin(min(1, square.squareRoot()))
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
