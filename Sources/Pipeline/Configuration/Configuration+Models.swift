import Glibc
import SystemPackage

extension ConfigurationResolver {
  /// The networks: those named, beside the configuration or as installed (`models/letters.onnx`); without `models`,
  /// those in the folder `models` beside the configuration, else those that were installed with the program.
  func models(_ root: ObjectReader?) -> Configuration.Models {
    let place = KeyPath().key("models")
    guard let root, root.has("models") else { return defaultModels(place) }
    let reader = root.object("models", keys: ["digits", "letters"])
    let digits = reader?.text("digits").map(network)
    let letters = reader?.text("letters").map(network)
    for (key, file) in [("digits", digits), ("letters", letters)] {
      if let file, access(file, R_OK) != 0 {
        problems.add(place.key(key), "\(file) cannot be read: \(Errno(rawValue: errno))")
      }
    }
    return Configuration.Models(digits: digits ?? defaultModels(place).digits, letters: letters)
  }

  /// The file `name` beside the configuration, else the one that was installed with the program.
  private func network(_ name: String) -> String {
    let beside = Files.absolute(name, in: folder)
    if access(beside, R_OK) == 0 { return beside }
    return Installation.path(name) ?? beside
  }

  private func defaultModels(_ place: KeyPath) -> Configuration.Models {
    let folders = [Files.absolute("models", in: folder), Installation.path("models")].compactMap { $0 }
    guard let found = folders.first(where: { access($0 + "/digits.onnx", R_OK) == 0 }) else {
      let looked = folders.joined(separator: " and ")
      problems.add(place, "is left out, and there is no digits.onnx in \(looked)")
      return Configuration.Models(digits: "", letters: nil)
    }
    let letters = found + "/letters.onnx"
    return Configuration.Models(
      digits: found + "/digits.onnx", letters: access(letters, R_OK) == 0 ? letters : nil)
  }
}
