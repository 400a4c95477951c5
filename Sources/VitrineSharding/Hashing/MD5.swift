import Crypto

/// MD5, which several of Vitess's vindexes use to spread ids, not to keep secrets.
enum MD5 {
  static func hash(_ bytes: [UInt8]) -> [UInt8] {
    Array(Insecure.MD5.hash(data: bytes))
  }
}
