import FoundationEssentials
import Glibc
import Ingest
import Ledger
import Pipeline
import Raster
import SystemPackage
import Testing

/// A file, and where in it stands how its pages are to be decoded.
private struct Original {
  let bytes: [UInt8]
  /// The header and the directories of a TIFF, the markers before the data of a JPEG.
  let structure: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let places = bytes.starts(with: [0xFF, 0xD8]) ? Self.markers(bytes) : Self.directories(bytes)
    structure = places.filter { $0 < bytes.count }
  }

  private static func markers(_ bytes: [UInt8]) -> [Int] {
    Array(0..<((0..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA } ?? 0))
  }

  /// Of a little-endian TIFF, as the samples are.
  private static func directories(_ bytes: [UInt8]) -> [Int] {
    func number(_ place: Int, _ size: Int) -> Int {
      (0..<size).reduce(0) { $0 | (place + $1 < bytes.count ? Int(bytes[place + $1]) : 0) << (8 * $1) }
    }
    var places = Array(0..<8)
    var offset = number(4, 4)
    while offset > 0, offset < bytes.count {
      let end = offset + 2 + 12 * number(offset, 2)
      places += offset..<end + 4
      offset = number(end, 4)
    }
    return places
  }
}

/// Changes some bytes of a file, by seed.
private struct Mutation {
  private var generator: SplitMix

  init(seed: UInt64) { generator = SplitMix(state: seed) }

  private mutating func below(_ bound: Int) -> Int { Int(generator.next() % UInt64(max(1, bound))) }

  /// Numbers on which decoders have stumbled.
  private static let edges: [UInt32] = [
    0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, .max,
  ]

  /// One to three changes, half of them in the structure.
  mutating func apply(to original: Original) -> [UInt8] {
    var bytes = original.bytes
    for _ in 0...below(3) where !bytes.isEmpty {
      let place =
        below(2) == 0
        ? min(bytes.count - 1, original.structure[below(original.structure.count)]) : below(bytes.count)
      let end = min(bytes.count, place + 1 + below(16))
      switch below(8) {
      case 0: bytes[place] ^= 1 << UInt8(below(8))
      case 1: bytes[place] = UInt8(below(256))
      case 2: bytes.removeSubrange(place...)
      case 3: bytes.removeSubrange(place..<end)
      case 4: bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count))
      case 5, 6:
        let edge = Self.edges[below(Self.edges.count)]
        for index in place..<min(bytes.count, place + 4) {
          bytes[index] = UInt8(edge >> (8 * UInt32(index - place)) & 255)
        }
      default: bytes.swapAt(place, below(bytes.count))
      }
    }
    return bytes
  }
}

private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// 2,000 mutations; `make mutations` does 100,000.
///
/// The seed at work stands in `cijfer-mutation-seed` in the folder for temporary files, should the process end.
@Suite struct MutationTests {
  private static let count = UInt64(ProcessInfo.processInfo.environment["CIJFER_MUTATIONS"] ?? "") ?? 2_000
  private static let root = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .removingLastComponent()
  /// Small files of every coding; one of them is read to its fields now and then, which takes longer.
  private static let names = [
    "envelope-2.tif", "exam-duplex.tif", "transfer-crossed-out.tif", "transfer-skewed.tif",
    "transfer-batch.tif",
    "exam-sideways.tif", "envelope-1.jpg", "truncated.tif",
  ]
  /// One in so many readable mutants is read to its fields.
  private static let readEvery: UInt64 = 21
  /// Seconds that no mutant may take, on a machine that others use too.
  private static let longest = 20.0

  /// What became of the mutants' pages.
  private struct Outcome {
    var read = 0
    var failed = 0
    /// Files of which one page was read although another one failed.
    var partly = 0
  }

  @Test func `a damaged scan is a reading or a named failure, within limits`() throws {
    let originals = try Self.names.map {
      Original(try Files.read(Self.root.appending("samples/scans").appending($0)))
    }
    let configuration = try Configuration.load(path: Self.root.appending("pipeline.json").string)
    let reader = try PageReader(
      configuration: configuration, networks: try Networks.load(configuration.models))
    let note = FilePath(FileManager.default.temporaryDirectory.path).appending("cijfer-mutation-seed")
    var outcome = Outcome()
    for seed in 0..<Self.count {
      try Files.write(Array("\(seed)".utf8), to: note)
      var mutation = Mutation(seed: seed)
      let bytes = mutation.apply(to: originals[Int(seed % UInt64(originals.count))])
      let start = ContinuousClock.now
      read(bytes, seed, seed % Self.readEvery == 0 ? reader : nil, &outcome)
      #expect(start.duration(to: .now) < .seconds(Self.longest), "seed \(seed)")
    }
    unlink(note.string)
    // Mutants that all fail, or none of which does, would test little. A tenth of the pages are read, for half of the
    // changes strike packed data, where nothing may be passed (docs/batch.md, "Damaged scans"), and of those that
    // strike the structure, cuts and shifts leave nothing of the page.
    let count = Int(Self.count)
    #expect(outcome.read > count / 10 && outcome.failed > count / 2, "\(outcome)")
    #expect(outcome.partly > count / 100, "\(outcome)")
  }

  /// Decodes the first pages of `bytes`; reads them where there is a reader.
  private func read(_ bytes: [UInt8], _ seed: UInt64, _ reader: PageReader?, _ outcome: inout Outcome) {
    let limits = IngestLimits(megapixels: 20, pages: 50)
    var (read, failed) = (0, 0)
    do throws(IngestError) {
      let scan = try Scan(bytes: bytes, limits: limits)
      for index in 0..<min(scan.pageCount, 3) {
        do throws(IngestError) {
          let page = try scan.page(at: index)
          #expect(Double(page.image.width * page.image.height) <= limits.megapixels * 1e6, "seed \(seed)")
          let fields = reader?.read(page, number: index + 1, sha256: "00").record.fields ?? []
          #expect(fields.allSatisfy { (0...1).contains($0.reading.confidence) }, "seed \(seed)")
          read += 1
        } catch {
          #expect(!error.message.isEmpty, "seed \(seed)")
          failed += 1
        }
      }
    } catch {
      #expect(!error.message.isEmpty, "seed \(seed)")
      failed += 1
    }
    outcome.read += read
    outcome.failed += failed
    if read > 0, failed > 0 { outcome.partly += 1 }
  }
}
