import VitrineSQL

/// How many bytes of an id tell the region.
private enum RegionWidth {
  static func read(_ parameters: VindexParameters, type: String) throws(SQLError) -> Int {
    guard let text = parameters.values["region_bytes"] else {
      throw SQLError(.invalidVSchema, "\(type) missing region_bytes param")
    }
    guard let width = Int(text), width == 1 || width == 2 else {
      throw SQLError(.invalidVSchema, "region_bytes must be 1 or 2: \(text)")
    }
    return width
  }

  /// The last bytes of a region's number, most significant first.
  static func bytes(_ region: UInt64, width: Int) -> [UInt8] {
    let low = UInt8(truncatingIfNeeded: region)
    return width == 1 ? [low] : [UInt8(truncatingIfNeeded: region >> 8), low]
  }
}

/// `region_experimental`: a region's number in one or two bytes, then the `hash` of an id.
///
/// The columns are (region, id); the region alone maps to a range.
struct RegionExperimentalVindex: PartialVindex {
  let type = "region_experimental"
  let columnCount = 2
  let unknownParameters: [String]
  private let width: Int

  init(_ parameters: VindexParameters) throws(SQLError) {
    unknownParameters = parameters.unknown
    width = try RegionWidth.read(parameters, type: type)
  }

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard let region = values.first?.unsignedNumber else { return .none }
    let prefix = RegionWidth.bytes(region, width: width)
    guard values.count > 1 else { return .keyRange(KeyRange(prefix: prefix)) }
    guard let number = values[1].unsignedNumber else { return .none }
    let hash = KeyspaceID(bigEndian: ZeroKeyDES.shared.permute(number))
    return .keyspaceID(KeyspaceID(prefix + hash.bytes))
  }
}

/// `region_json`: as `region_experimental`, with the region's number found by its name in JSON.
///
/// The columns are (id, region).
struct RegionJSONVindex: Vindex {
  let type = "region_json"
  let columnCount = 2
  let unknownParameters: [String]
  private let width: Int
  private let regions: [String: UInt64]

  /// Reads the map from the file that `region_map` names, or from `region_map_json` itself.
  init(_ parameters: VindexParameters) throws(SQLError) {
    unknownParameters = parameters.unknown
    let text: String
    if let json = parameters.text("region_map_json") {
      text = json
    } else if let path = parameters.text("region_map") {
      text = try TextFile.contents(path)
    } else {
      throw SQLError(.invalidVSchema, "region_json missing region_map param")
    }
    regions = try VindexTable.names(text)
    width = try RegionWidth.read(parameters, type: type)
  }

  func map(_ values: [VindexValue]) throws(SQLError) -> VindexDestination {
    guard values.count == 2, let number = values[0].unsignedNumber,
      let region = regions[String(decoding: values[1].bytes, as: UTF8.self)]
    else { return .none }
    let hash = KeyspaceID(bigEndian: ZeroKeyDES.shared.permute(number))
    return .keyspaceID(KeyspaceID(RegionWidth.bytes(region, width: width) + hash.bytes))
  }
}
