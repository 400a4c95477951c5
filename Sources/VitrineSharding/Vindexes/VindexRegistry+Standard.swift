import VitrineSQL

extension VindexRegistry {
  /// All kinds that Vitess has.
  ///
  /// `lookup_cost` and `hash_test` exist in Vitess's tests only; its test VSchemas name them.
  public static let standard: VindexRegistry = {
    var registry = VindexRegistry()
    registry.registerHashes()
    registry.registerLookups()
    registry.registerParameterized()
    return registry
  }()

  private mutating func registerHashes() {
    register("hash") { HashVindex(unknownParameters: $1.keys.sorted()) }
    register("hash_test") { HashVindex(unknownParameters: $1.keys.sorted()) }
    register("xxhash") { XXHashVindex(unknownParameters: $1.keys.sorted()) }
    register("binary_md5") { BinaryMD5Vindex(unknownParameters: $1.keys.sorted()) }
    register("unicode_loose_md5") {
      UnicodeLooseVindex(algorithm: .md5, unknownParameters: $1.keys.sorted())
    }
    register("unicode_loose_xxhash") {
      UnicodeLooseVindex(algorithm: .xxhash, unknownParameters: $1.keys.sorted())
    }
    register("numeric") { NumericVindex(unknownParameters: $1.keys.sorted()) }
    register("binary") { BinaryVindex(unknownParameters: $1.keys.sorted()) }
    register("reverse_bits") { ReverseBitsVindex(unknownParameters: $1.keys.sorted()) }
    register("null") { NullVindex(unknownParameters: $1.keys.sorted()) }
  }

  private mutating func registerParameterized() {
    // What another vindex is made of is taken from the kinds known by now: no cycles.
    let simple = self
    register("numeric_static_map") { (name, values) throws(SQLError) in
      try NumericStaticMapVindex(
        VindexParameters(
          name: name,
          values: values,
          known: ["json", "json_path", "fallback_type"]
        ),
        registry: simple
      )
    }
    register("cfc") { (name, values) throws(SQLError) in
      try CFCVindex(VindexParameters(name: name, values: values, known: ["hash", "offsets"]))
    }
    register("multicol") { (name, values) throws(SQLError) in
      try MulticolVindex(VindexParameters(name: name, values: values, known: []), registry: simple)
    }
    register("region_experimental") { (name, values) throws(SQLError) in
      try RegionExperimentalVindex(
        VindexParameters(name: name, values: values, known: ["region_bytes"])
      )
    }
    register("region_json") { (name, values) throws(SQLError) in
      try RegionJSONVindex(
        VindexParameters(
          name: name,
          values: values,
          known: ["region_map", "region_map_json", "region_bytes"]
        )
      )
    }
  }

  private mutating func registerLookups() {
    for suffix in ["", "_unique"] {
      registerLookup(
        "lookup" + suffix,
        known: LookupDescription.autocommitParameters + ["no_verify"]
      )
      registerLookup(
        "lookup_hash" + suffix,
        encoding: .hash,
        known: LookupDescription.autocommitParameters
      )
      registerLookup(
        "lookup_unicodeloosemd5_hash" + suffix,
        encoding: .looseHash,
        known: LookupDescription.autocommitParameters
      )
      registerLookup("consistent_lookup" + suffix, isConsistent: true, known: [])
    }
    registerLookup(
      "lookup_cost",
      known: LookupDescription.autocommitParameters + ["no_verify", "cost"]
    )
  }

  private mutating func registerLookup(
    _ type: String,
    encoding: TableLookupVindex.Encoding = .plain,
    isConsistent: Bool = false,
    known: [String]
  ) {
    register(type) { (name, values) throws(SQLError) in
      try TableLookupVindex(
        VindexParameters(
          name: name,
          values: values,
          known: LookupDescription.commonParameters + known
        ),
        type: type,
        encoding: encoding,
        isConsistent: isConsistent
      )
    }
  }
}

extension VindexRegistry {
  /// The kind of vindex that suits a column best, by Vitess's rule: `unicode_loose_xxhash` for
  /// text, `xxhash` for everything else.
  public static func recommendedType(for type: MySQLType) -> String {
    type.isText ? "unicode_loose_xxhash" : "xxhash"
  }
}
