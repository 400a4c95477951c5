/// How a locale writes numbers: the third argument of FORMAT.
package struct NumberFormat: Sendable, Hashable {
  let decimalPoint: String
  /// Empty where digits are not grouped.
  let separator: String
  /// The sizes of groups from the right; the last holds for the rest.
  var groups = [3]

  static let american = NumberFormat(decimalPoint: ".", separator: ",")

  /// Nil for a name that is none of MySQL's locales.
  init?(locale name: String) {
    guard let format = Self.byLocale[name.lowercased()] else { return nil }
    self = format
  }

  private init(decimalPoint: String, separator: String, groups: [Int] = [3]) {
    self.decimalPoint = decimalPoint
    self.separator = separator
    self.groups = groups
  }

  private static let byLocale: [String: NumberFormat] = {
    var formats: [String: NumberFormat] = [:]
    for (format, names) in table {
      for name in names.split(separator: " ") { formats[name.lowercased()] = format }
    }
    return formats
  }()

  /// Whether MySQL has a locale of this name.
  package static func isLocale(_ name: String) -> Bool {
    byLocale[name.lowercased()] != nil
  }

  private static let table: [(NumberFormat, String)] = [
    (
      american,
      """
      ar_AE ar_BH ar_DZ ar_EG ar_IN ar_IQ ar_JO ar_KW ar_LB ar_LY ar_MA ar_OM ar_QA ar_SD ar_SY \
      ar_TN ar_YE en_AU en_CA en_GB en_NZ en_PH en_US en_ZA en_ZW es_DO es_GT es_HN es_MX es_NI \
      es_PA es_PE es_PR es_SV es_US gu_IN he_IL hi_IN ja_JP ko_KR ms_MY th_TH ur_PK zh_CN zh_HK zh_TW
      """
    ),
    (NumberFormat(decimalPoint: ".", separator: ""), "ar_SA sr_RS"),
    (NumberFormat(decimalPoint: ".", separator: ",", groups: [3, 2]), "en_IN ta_IN te_IN"),
    (
      NumberFormat(decimalPoint: ",", separator: "."),
      """
      be_BY da_DK de_BE de_DE de_LU es_AR es_BO es_CL es_CO es_EC es_PY es_UY es_VE fo_FO hu_HU \
      id_ID is_IS lt_LT mn_MN nb_NO no_NO ro_RO ru_UA sq_AL tr_TR uk_UA vi_VN
      """
    ),
    (
      NumberFormat(decimalPoint: ",", separator: ""),
      """
      ca_ES de_AT el_GR es_ES eu_ES fr_BE fr_CA fr_CH fr_FR fr_LU gl_ES hr_HR it_IT nl_BE nl_NL pl_PL \
      pt_BR pt_PT sl_SI
      """
    ),
    (
      NumberFormat(decimalPoint: ",", separator: " "),
      "cs_CZ es_CR et_EE fi_FI lv_LV mk_MK ru_RU sk_SK sv_FI sv_SE"
    ),
    // It names no separator, of which MySQL writes the first byte.
    (NumberFormat(decimalPoint: ",", separator: "\0"), "bg_BG"),
    (NumberFormat(decimalPoint: ".", separator: "'"), "de_CH"),
    (NumberFormat(decimalPoint: ",", separator: "'"), "it_CH rm_CH"),
  ]

  /// A number in canonical decimal text.
  func text(_ number: String) -> String {
    let sign = number.hasPrefix("-") ? "-" : ""
    let pieces = number.drop { $0 == "-" }.split(separator: ".")
    guard let whole = pieces.first else { return number }
    return sign + grouped(whole) + (pieces.count > 1 ? decimalPoint + pieces[1] : "")
  }

  private func grouped(_ digits: Substring) -> String {
    guard !separator.isEmpty else { return String(digits) }
    var parts: [Substring] = []
    var rest = digits
    while let size = parts.count < groups.count ? groups[parts.count] : groups.last,
      rest.count > size
    {
      parts.append(rest.suffix(size))
      rest = rest.dropLast(size)
    }
    return ([rest] + parts.reversed()).joined(separator: separator)
  }
}
