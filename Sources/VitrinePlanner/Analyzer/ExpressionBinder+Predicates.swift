import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension ExpressionBinder {
  /// `IS`, `LIKE`, `REGEXP`, `BETWEEN`, `IN (list)`, `MEMBER OF`; the negated forms stand under NOT.
  func predicate(_ expression: Expression) throws(SQLError) -> Scalar {
    switch expression {
    case .isTest(let test):
      return try truthTest(test)
    case .like(let like):
      let escape = try like.escape.map(escape)
      let arguments = [try value(like.operand), try value(like.pattern)]
      return negated(
        like.isNegated,
        try call(.like, arguments + (escape.map { [$0] } ?? []))
      )
    case .regexp(let regexp):
      let arguments = [try value(regexp.operand), try value(regexp.pattern)]
      return negated(regexp.isNegated, try call(.regexp, arguments))
    case .between(let between):
      let arguments = try yearsBeside(
        tested: values([between.operand, between.lower, between.upper])
      )
      try Typing(context: context).checkComparison(arguments, in: .between)
      return negated(between.isNegated, .call(Call(.between, arguments, .boolean)))
    case .inList(let list):
      return try membership(list)
    case .memberOf(let member):
      let arguments = [try value(member.value), try value(member.array)]
      return try call(.function("MEMBER OF"), arguments)
    default:
      return .null
    }
  }

  /// - Throws: 1210 for one that differs from row to row.
  private func escape(_ expression: Expression) throws(SQLError) -> Scalar {
    let escape = try value(expression)
    guard escape.columns.isEmpty else {
      throw SQLError(.wrongArguments, "Incorrect arguments to ESCAPE", at: expression.span)
    }
    return escape
  }

  func negated(_ isNegated: Bool, _ scalar: Scalar) -> Scalar {
    isNegated ? .not(scalar) : scalar
  }

  private func truthTest(_ test: IsTest) throws(SQLError) -> Scalar {
    let operand = try value(test.operand)
    let operation: Operation =
      switch test.test {
      case .null, .unknown: .isNull
      case .true: .isTrue
      case .false: .isFalse
      }
    return negated(test.isNegated, .call(Call(operation, [operand], .boolean)))
  }

  private func membership(_ list: InList) throws(SQLError) -> Scalar {
    let subject = try operand(list.operand)
    var arguments = [subject]
    arguments.reserveCapacity(list.list.count + 1)
    var isOpaque = false
    for member in list.list {
      let bound = try operand(member)
      if !member.isListParameter, !bound.hasShape(of: subject) {
        if !isTrusting { try requireSameShape(subject, bound, member.span) }
        isOpaque = true
      }
      arguments.append(bound)
    }
    arguments = arguments.map { isOpaque ? opaque($0) : $0.flattened }
    arguments = try yearsBeside(members: arguments)
    try Typing(context: context).checkComparison(arguments, in: .memberOfList)
    return negated(list.isNegated, .call(Call(.memberOfList, arguments, .boolean)))
  }

  // MARK: CASE

  /// With an operand, every WHEN is a comparison with it; one that may change is computed once for all of them.
  func choice(_ choice: CaseExpression) throws(SQLError) -> Scalar {
    var subject = try choice.operand.map { (operand) throws(SQLError) in try value(operand) }
    if let subject, choice.branches.count > 1, subject.isRandomInside {
      return try match(subject, choice)
    }
    let conditions = try choice.branches.mapTyped { (branch) throws(SQLError) in
      try value(branch.condition)
    }
    if let whole = subject, conditions.count > 1 { subject = try collated(whole, as: conditions) }
    var arguments: [Scalar] = []
    for (branch, condition) in zip(choice.branches, conditions) {
      if let subject {
        let sides = try beside(subject, condition)
        arguments.append(try comparison(.equal, sides.0, sides.1))
      } else {
        arguments.append(condition)
      }
      arguments.append(try value(branch.result))
    }
    if let otherwise = choice.otherwise { arguments.append(try value(otherwise)) }
    return try call(.choose, arguments)
  }

  /// The subject under the collation that it has in common with all texts that it is compared with.
  private func collated(_ subject: Scalar, as others: [Scalar]) throws(SQLError) -> Scalar {
    guard let own = subject.type.collation, subject.type.isText,
      others.contains(where: { $0.type.isText && $0.type.collation != own })
    else { return subject }
    let typing = Typing(context: context)
    let texts = ([subject] + others).filter(\.type.isText)
    do throws(SQLError) {
      let common = try CollationChoice.compared(texts.map(typing.operand)).collation
      guard common != own, common.characterSet == own.characterSet else { return subject }
      return try call(.collate(common), [subject])
    } catch {
      throw error.mixed(in: "case")
    }
  }

  private func match(_ subject: Scalar, _ choice: CaseExpression) throws(SQLError) -> Scalar {
    var subjects: Set<Scalar> = []
    var arguments: [Scalar] = []
    for branch in choice.branches {
      let sides = try beside(subject, try value(branch.condition))
      _ = try comparison(.equal, sides.0, sides.1)
      if sides.1.type.kind != .null { subjects.insert(sides.0) }
      arguments += [sides.1, try value(branch.result)]
    }
    guard subjects.count <= 1 else { throw Operators.severalComparisons }
    if let otherwise = choice.otherwise { arguments.append(try value(otherwise)) }
    return try call(.match, [subjects.first ?? subject] + arguments)
  }

  /// What CASE compares of its subject and another value: of numbers all their digits.
  ///
  /// Of a document that is its number beside a number, else its text: `"x"` with its quotes. Of dates only the subject compares as one.
  /// The source is MySQL's `cmp_item::new_comparator`, which goes by the types of the results and the subject.
  private func beside(
    _ subject: Scalar,
    _ other: Scalar
  ) throws(SQLError) -> (Scalar, Scalar) {
    let kinds = [subject.type.kind, other.type.kind]
    guard kinds.contains(.json), !kinds.contains(.null), !kinds.contains(.unknown) else {
      return (exact(subject), exact(other))
    }
    if subject.type.isNumeric || other.type.isNumeric {
      return (number(ofDocument: subject), number(ofDocument: other))
    }
    let isDate = subject.type.isTemporal && subject.type.kind != .time
    return (isDate ? subject : try text(of: subject), try text(of: other))
  }

  /// A double without a fixed number of decimals, to which CASE compares nothing.
  private func exact(_ scalar: Scalar) -> Scalar {
    scalar.type.isApproximate && scalar.type.scale != nil
      ? .call(Call(.cast(.double), [scalar], .double)) : scalar
  }

  private func number(ofDocument scalar: Scalar) -> Scalar {
    scalar.type.kind == .json ? .call(Call(.cast(.double), [scalar], .double)) : scalar
  }

  /// A document or a date as its text; others are one.
  private func text(of scalar: Scalar) throws(SQLError) -> Scalar {
    scalar.type.kind == .json || scalar.type.isTemporal
      ? try call(.function("CONCAT"), [scalar]) : scalar
  }
}

extension Expression {
  /// Whether it is `::name`, a list of values or rows.
  fileprivate var isListParameter: Bool {
    guard case .parameter(let reference) = self, case .list = reference.parameter else {
      return false
    }
    return true
  }
}
