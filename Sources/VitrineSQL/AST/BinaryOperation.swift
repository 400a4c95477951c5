/// An infix operator and its two sides.
///
/// `AND` and `OR` nest to the left; see `conjuncts`. Conditions are made of these more than of anything
/// else, so one is two words, which are handed about without copying its sides, and comparisons that were read
/// with AND between them share one array, in which the ANDs take no place.
///
/// `@unchecked Sendable`: nodes are changed only by `change`, which then has the only reference; all others read.
package struct BinaryOperation: @unchecked Sendable {
  private var nodes: Nodes
  /// From 0 on the node it is; below 0, the AND of all nodes up to the one at its negative.
  private var place: Int
}

extension BinaryOperation {
  /// What an operation is made of.
  struct Node: Sendable {
    var span: Span
    var `operator`: BinaryOperator
    var left: Expression
    var right: Expression
  }

  /// Nodes one after the other in one object.
  private final class Nodes: ManagedBuffer<Nodes.Header, Node> {
    struct Header {
      let count: Int
      /// Whether nodes hold memory; taking apart those that hold none is a third of the work of freeing them.
      var holdMemory = true
    }

    deinit {
      withUnsafeMutablePointers { header, nodes in
        if header.pointee.holdMemory { nodes.deinitialize(count: header.pointee.count) }
      }
    }
  }

  package init(
    `operator`: BinaryOperator,
    left: __owned Expression,
    right: __owned Expression,
    span: Span = .none
  ) {
    self.init(joining: 1) { node, _ in
      node.initialize(to: Node(span: span, operator: `operator`, left: left, right: right))
    }
  }

  /// Comparisons joined by AND, nested to the left; one comparison is itself.
  ///
  /// `initialize` makes each where it is to lie, as it gets its place: a node copied as soon as it is made waits
  /// for the parts of it to leave the store buffer.
  @inline(__always)
  init(joining count: Int, _ initialize: (UnsafeMutablePointer<Node>, Int) -> Void) {
    let buffer = Nodes.create(minimumCapacity: count) { _ in Nodes.Header(count: count) }
    buffer.withUnsafeMutablePointerToElements { nodes in
      for place in 0..<count { initialize(nodes + place, place) }
    }
    self.init(nodes: unsafeDowncast(buffer, to: Nodes.self), place: 1 - count)
  }

  @inline(__always)
  private func reading<Value>(_ body: (UnsafeMutablePointer<Node>) -> Value) -> Value {
    nodes.withUnsafeMutablePointerToElements(body)
  }

  /// The operation at another place of the same nodes.
  private func expression(at place: Int) -> Expression {
    .binary(BinaryOperation(nodes: nodes, place: place))
  }

  /// Says of nodes that were just made that they are nothing but numbers and short texts (see `StatementText`).
  @inline(__always)
  mutating func dropWithoutRelease() {
    nodes.withUnsafeMutablePointerToHeader { $0.pointee.holdMemory = false }
  }

  /// Changes the node, which nobody else has then.
  private mutating func change(_ body: (inout Node) -> Void) {
    if !isKnownUniquelyReferenced(&nodes) || nodes.header.count > 1 {
      self = BinaryOperation(operator: `operator`, left: left, right: right, span: span)
    }
    nodes.header.holdMemory = true
    reading { body(&$0[0]) }
  }

  package var span: Span {
    get { reading { place >= 0 ? $0[place].span : $0[0].span.union($0[-place].span) } }
    set { change { $0.span = newValue } }
  }

  package var `operator`: BinaryOperator {
    get { place >= 0 ? reading { $0[place].operator } : .and }
    set { change { $0.operator = newValue } }
  }

  package var left: Expression {
    get { place >= 0 ? reading { $0[place].left } : expression(at: place + 1) }
    set { change { $0.left = newValue } }
  }

  package var right: Expression {
    get { place >= 0 ? reading { $0[place].right } : expression(at: -place) }
    set { change { $0.right = newValue } }
  }
}

extension BinaryOperation: Hashable {
  package static func == (left: BinaryOperation, right: BinaryOperation) -> Bool {
    left.nodes === right.nodes && left.place == right.place
      || left.operator == right.operator && left.left == right.left && left.right == right.right
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(`operator`)
    hasher.combine(left)
    hasher.combine(right)
  }
}
