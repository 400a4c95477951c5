/// MySQL's storage engines, which here are but names.
package enum StorageEngines {
  private static let names = [
    "InnoDB", "MyISAM", "MEMORY", "CSV", "ARCHIVE", "BLACKHOLE", "MRG_MYISAM", "FEDERATED",
    "ndbcluster", "PERFORMANCE_SCHEMA",
  ]
  private static let aliases = ["heap": "MEMORY", "merge": "MRG_MYISAM", "ndb": "ndbcluster"]

  /// The engine's name as MySQL writes it; nil for one that is not known.
  package static func name(_ written: String) -> String? {
    let folded = written.lowercased()
    return aliases[folded] ?? names.first { $0.lowercased() == folded }
  }

  /// Whether the engine takes an AUTO_INCREMENT column that is not the first of a key.
  static func numbersGroups(_ name: String) -> Bool {
    ["MyISAM", "MRG_MYISAM", "BLACKHOLE"].contains(name)
  }

  /// Whether indexes of the engine may be, and usually are, by hashes.
  static func hashesKeys(_ name: String) -> Bool { name == "MEMORY" }

  /// Whether tables of the engine keep foreign keys, which MySQL reads and forgets in others.
  static func keepsForeignKeys(_ name: String) -> Bool { ["InnoDB", "ndbcluster"].contains(name) }
}
