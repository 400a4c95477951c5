import Synchronization
import Vitrine

/// The clusters this program holds open, so that an interruption can close them: the files of temporary
/// ones go.
enum Clusters {
  private static let open = Mutex<[Cluster]>([])

  /// Notes a cluster; gives it back.
  static func track(_ cluster: Cluster) -> Cluster {
    open.withLock { $0.append(cluster) }
    return cluster
  }

  /// Closes a cluster and forgets it.
  static func close(_ cluster: Cluster) {
    open.withLock { $0.removeAll { $0 === cluster } }
    try? cluster.close()
  }

  static func closeAll() {
    let clusters = open.withLock { clusters in
      defer { clusters = [] }
      return clusters
    }
    for cluster in clusters { try? cluster.close() }
  }
}
