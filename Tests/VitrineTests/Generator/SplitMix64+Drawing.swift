import VitrineSQL

extension SplitMix64 {
  /// A number from `0` up to `bound`, which is left out.
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(bound, 1), using: &self) }

  /// True in `percent` of a hundred draws.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// One of the choices, each as likely as the others.
  mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[below(choices.count)] }
}
