/// A list that mostly has one element, which lies in the list itself.
///
/// An array of one costs an allocation, which is more work than reading the element from the text.
package struct Few<Element> {
  private var elements: Elements

  fileprivate enum Elements {
    case one(Element)
    case others([Element])
  }
}

extension Few {
  package init() {
    elements = .others([])
  }

  package init(only: __owned Element) {
    elements = .one(only)
  }

  package init(_ array: __owned [Element]) {
    if array.count == 1, let only = array.first {
      elements = .one(only)
    } else {
      elements = .others(array)
    }
  }
}

extension Array {
  package init(_ few: Few<Element>) {
    self = few.array
  }
}

extension Few {
  package var array: [Element] {
    switch elements {
    case .one(let only): [only]
    case .others(let array): array
    }
  }
}

extension Few {
  /// The list of what `transform` makes of each element.
  package func mapped<Made, Failure: Error>(
    _ transform: (Element) throws(Failure) -> Made
  ) throws(Failure) -> Few<Made> {
    switch elements {
    case .one(let only): Few<Made>(only: try transform(only))
    case .others(let array): Few<Made>(try array.map(transform))
    }
  }
}

extension Few: RandomAccessCollection, MutableCollection {
  package var startIndex: Int { 0 }

  package var endIndex: Int {
    switch elements {
    case .one: 1
    case .others(let array): array.count
    }
  }

  package subscript(position: Int) -> Element {
    get {
      switch elements {
      case .one(let only):
        precondition(position == 0, "index out of range")
        return only
      case .others(let array): return array[position]
      }
    }
    set {
      switch elements {
      case .one:
        precondition(position == 0, "index out of range")
        elements = .one(newValue)
      case .others(var array):
        elements = .others([])
        array[position] = newValue
        elements = .others(array)
      }
    }
  }
}

extension Few: RangeReplaceableCollection {
  package mutating func replaceSubrange(
    _ range: Range<Int>,
    with added: some Collection<Element>
  ) {
    var array = array
    array.replaceSubrange(range, with: added)
    self = Few(array)
  }
}

extension Few: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: Element...) {
    self.init(elements)
  }
}

extension Few.Elements: Sendable where Element: Sendable {}

extension Few: Sendable where Element: Sendable {}

extension Few: Equatable where Element: Equatable {
  package static func == (left: Few, right: Few) -> Bool {
    left.elementsEqual(right)
  }
}

extension Few: Hashable where Element: Hashable {
  package func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for element in self { hasher.combine(element) }
  }
}
