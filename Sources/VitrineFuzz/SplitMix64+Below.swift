import VitrineSQL

extension SplitMix64 {
  /// A number from 0 up to `bound`, which is left out; 0 when there is none.
  mutating func below(_ bound: Int) -> Int {
    bound > 1 ? Int(next().multipliedFullWidth(by: UInt64(bound)).high) : 0
  }
}
