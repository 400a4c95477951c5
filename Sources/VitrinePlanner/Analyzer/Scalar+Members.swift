import VitrineSQLite
import VitrineSharding

extension Scalar {
  /// The texts of their members instead of ENUM and SET; any other value as it is.
  var membersAsTexts: Scalar {
    guard type.kind == .enum || type.kind == .set else { return self }
    let text = MySQLType.varchar(type.textLength, type.collation ?? .standard)
    return .call(Call(.cast(text), [self], text))
  }

  /// The same of one that a function or CASE chooses: MySQL sorts by, and stores, its text, and computes with the
  /// number of the column that it chose.
  var chosenMembersAsTexts: Scalar {
    guard case .call(let call) = self else { return self }
    switch call.operation {
    case .function, .choose, .match: return membersAsTexts
    default: return self
    }
  }
}
