import Crypto
package import FieldDecoding
import FoundationEssentials
import SystemPackage

extension Configuration.Acceptance {
  /// The least posterior of an accepted field: what calibration found, never below 1 − `fieldError`; infinite where
  /// calibration found that no threshold keeps the promise.
  package func threshold(_ calibration: TypeCalibration?) -> Double {
    max(1 - fieldError, calibration.map { $0.threshold ?? .infinity } ?? 0)
  }

  /// As a calibration promises it.
  package var promise: Calibration.Promise {
    Calibration.Promise(
      fieldError: fieldError, writerError: writerError, repair: acceptsRepaired ? "accept" : "review")
  }
}

extension Calibration {
  /// The calibration in the bytes of a file.
  ///
  /// - Throws: `DecodingError`.
  package static func decoded(_ bytes: [UInt8]) throws -> Calibration {
    try JSONDecoder().decode(Calibration.self, from: Data(bytes))
  }

  /// The bytes of its file: pretty, keys sorted.
  package func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  /// Why it cannot stand for what `accept` asks; nil where it can.
  func conflict(with accept: Promise) -> String? {
    if let problem { return problem }
    if self.accept.fieldError > accept.fieldError {
      return "promises a fieldError of \(self.accept.fieldError), \(accept.fieldError) is asked"
    }
    if self.accept.writerError != accept.writerError {
      return "was made with writerError \(self.accept.writerError), not \(accept.writerError)"
    }
    if self.accept.repair != accept.repair {
      return "was made with repair \"\(self.accept.repair)\", not \"\(accept.repair)\""
    }
    return nil
  }
}

extension Configuration {
  /// What is wrong with using its calibration on what `basis` reads: the thresholds rest on other networks' posteriors.
  ///
  /// - Throws: `ConfigurationError`.
  package func checkCalibration(_ basis: ReadingBasis) throws(ConfigurationError) {
    guard let calibration, calibration.content.models != basis.models else { return }
    let changed = Set(calibration.content.models.keys).union(basis.models.keys).sorted().filter {
      calibration.content.models[$0] != basis.models[$0]
    }
    let problem = ConfigurationError.Problem(
      keyPath: "accept.calibration",
      message: "\(calibration.path) was made with another model for \(changed.joined(separator: ", ")): "
        + "make it anew with evaluate --calibrate, or take the key out")
    throw ConfigurationError(path: path, problems: [problem])
  }
}

extension ConfigurationResolver {
  /// The file that `accept.calibration` names.
  func calibration(_ root: ObjectReader, _ accept: Configuration.Acceptance) -> Configuration.CalibrationFile?
  {
    let keys = ["fieldError", "writerError", "repair", "calibration"]
    guard let reader = root.object("accept", keys: keys), let file = reader.text("calibration") else {
      return nil
    }
    let path = Files.absolute(file, in: folder)
    do {
      let bytes = try Files.read(FilePath(path))
      let content = try Calibration.decoded(bytes)
      if let conflict = content.conflict(with: accept.promise) {
        reader.problem("calibration", "\(path) \(conflict)")
      }
      return Configuration.CalibrationFile(path: path, sha256: SHA256.hash(data: bytes).hex, content: content)
    } catch let error as Errno {
      reader.problem("calibration", "\(path) cannot be read: \(error)")
    } catch {
      reader.problem("calibration", "\(path) is no calibration: see evaluate --calibrate")
    }
    return nil
  }
}
