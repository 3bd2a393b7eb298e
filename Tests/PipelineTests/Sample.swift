import FoundationEssentials
import Pipeline

/// Configurations for tests, on disk for as long as a load needs them.
enum Sample {
  /// A configuration of a small form, `small`, and a second, `second`; `change` may alter its text.
  static func configuration(
    in folder: Scratch? = nil, change: (String) -> String = { $0 }
  ) throws -> (configuration: Configuration, basis: ReadingBasis) {
    let folder = try folder ?? Scratch()
    try folder.write("models/digits.onnx", "weights")
    let text = change(
      """
      { "limits": { "secondsPerPage": 5, "memoryMB": 512 }, "audit": { "share": 0 },
        "forms": [
          { "name": "small", "page": { "width": 100, "height": 60 },
            "fields": [
              { "name": "number", "type": "number", "length": 4,
                "boxes": { "x": 10, "y": 10, "width": 5, "height": 7, "count": 4 } },
              { "name": "free", "type": "number", "unique": true,
                "boxes": { "x": 10, "y": 30, "width": 5, "height": 7, "count": 4 } } ] },
          { "name": "second", "page": { "width": 100, "height": 60 },
            "fields": [
              { "name": "number", "type": "number", "length": 2,
                "boxes": { "x": 50, "y": 10, "width": 5, "height": 7, "count": 2 } } ] } ] }
      """)
    let path = try folder.write("pipeline.json", text)
    return try withExtendedLifetime(folder) {
      let configuration = try Configuration.load(path: path)
      return (configuration, try ReadingBasis(configuration))
    }
  }
}
