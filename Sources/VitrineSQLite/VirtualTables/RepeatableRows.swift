package import VitrineSQL

/// Makes a source that can be read once readable any number of times, by keeping its rows.
///
/// The source is opened at the first scan and read no further than the scans get, so a statement
/// that stops early leaves the rest of it alone.
package final class RepeatableRows: RowSource {
  private let source: any RowSource
  private var buffer: RowBuffer?

  package init(_ source: any RowSource) {
    self.source = source
  }

  package var shape: TableShape { source.shape }
  package var estimatedRowCount: Int? { source.estimatedRowCount }

  package func open() throws(SQLError) -> any RowCursor {
    if let buffer { return RowBufferCursor(buffer) }
    let buffer = RowBuffer(try source.open(), width: shape.columns.count)
    self.buffer = buffer
    return RowBufferCursor(buffer)
  }
}
