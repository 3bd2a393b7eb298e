import Cijfer

/// The README's example, word for word; what it prints is returned, so that a test can look at it.
func readmeExample() throws {
  // README: begin
  let reader = try FormReader(configuration: "pipeline.json")
  for page in try reader.read(scan: "scan.tif") {
    for field in page.fields {
      print(field.name, field.value ?? "?", field.confidence)
    }
  }
  // README: end
}
