public import VitrineSQL

/// The kinds of vindexes by the names a VSchema calls them.
///
/// A value: a cluster takes the standard registry, adds the application's kinds, and keeps it.
public struct VindexRegistry: Sendable {
  /// Makes a vindex from its name in the VSchema and its parameters.
  public typealias Factory =
    @Sendable (_ name: String, _ parameters: [String: String]) throws(SQLError) -> any Vindex

  private var factories: [String: Factory]

  /// A registry without any kinds.
  public init() {
    factories = [:]
  }

  /// Adds a kind, or puts another in its place.
  public mutating func register(_ type: String, factory: @escaping Factory) {
    factories[type] = factory
  }

  /// The names of all kinds, sorted.
  public var types: [String] { factories.keys.sorted() }

  /// Makes a vindex.
  ///
  /// - Throws: `invalidVSchema` when the kind is unknown or refuses its parameters.
  public func make(
    type: String,
    name: String,
    parameters: [String: String]
  ) throws(SQLError)
    -> any Vindex
  {
    guard let factory = factories[type] else {
      throw SQLError(.invalidVSchema, "vindexType \"\(type)\" not found")
    }
    return try factory(name, parameters)
  }
}
