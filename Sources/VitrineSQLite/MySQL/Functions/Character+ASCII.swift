extension Character {
  /// The capital of `a` to `z`; every other letter as it is.
  var asciiUppercased: Character {
    guard isASCII, let capital = uppercased().first else { return self }
    return capital
  }
}
