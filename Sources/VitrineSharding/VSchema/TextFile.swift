import Foundation
import VitrineSQL

/// Files that a VSchema names.
enum TextFile {
  static func contents(_ path: String) throws(SQLError) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw SQLError(.invalidVSchema, "cannot read the file '\(path)'")
    }
    return try String(validUTF8: data)
  }
}
