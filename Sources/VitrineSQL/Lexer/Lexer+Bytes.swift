extension UInt8 {
  @inline(__always)
  var isDigit: Bool { self &- 0x30 < 10 }

  @inline(__always)
  var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

  /// Letters, digits, `_` and `$`: what an unquoted name is made of.
  @inline(__always)
  package var isWordByte: Bool { isLetter || isDigit || self == 0x5F || self == 0x24 }

  @inline(__always)
  var isHexDigit: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }

  @inline(__always)
  var isBlank: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }

  /// The value of a hexadecimal digit; 0 for any other byte.
  var hexValue: UInt8 {
    if isDigit { return self - 0x30 }
    return isHexDigit ? (self | 0x20) - 0x61 + 10 : 0
  }
}
