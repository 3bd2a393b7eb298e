import FoundationEssentials
import Glibc
import Ingest
import Ledger
import Pipeline
import Raster
import SystemPackage
import Testing

/// A sample with some of its bytes changed, by seed.
private struct Mutation {
  private var generator: SplitMix

  init(seed: UInt64) { generator = SplitMix(state: seed) }

  private mutating func below(_ bound: Int) -> Int { Int(generator.next() % UInt64(max(1, bound))) }

  /// Numbers on which decoders have stumbled.
  private static let edges: [UInt32] = [
    0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, .max,
  ]

  mutating func apply(to whole: [UInt8]) -> [UInt8] {
    var bytes = whole
    for _ in 0...below(4) where !bytes.isEmpty {
      // Half of the changes where headers and directories are.
      let place = below(2) == 0 ? below(min(256, bytes.count)) : below(bytes.count)
      let end = min(bytes.count, place + 1 + below(16))
      switch below(7) {
      case 0: bytes[place] ^= 1 << UInt8(below(8))
      case 1: bytes[place] = UInt8(below(256))
      case 2: bytes.removeSubrange(place...)
      case 3: bytes.removeSubrange(place..<end)
      case 4: bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count))
      case 5:
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
  private static let readEvery: UInt64 = 50
  /// Seconds that no mutant may take, on a machine that others use too.
  private static let longest = 20.0

  @Test func `a damaged scan is a reading or a named failure, within limits`() throws {
    let samples = try Self.names.map { try Files.read(Self.root.appending("samples/scans").appending($0)) }
    let configuration = try Configuration.load(path: Self.root.appending("pipeline.json").string)
    let reader = try PageReader(
      configuration: configuration, networks: try Networks.load(configuration.models))
    let note = FilePath(FileManager.default.temporaryDirectory.path).appending("cijfer-mutation-seed")
    let limits = IngestLimits(megapixels: 20, pages: 50)
    var (read, failed) = (0, 0)
    for seed in 0..<Self.count {
      try Files.write(Array("\(seed)".utf8), to: note)
      var mutation = Mutation(seed: seed)
      let bytes = mutation.apply(to: samples[Int(seed % UInt64(samples.count))])
      let start = ContinuousClock.now
      do throws(IngestError) {
        let scan = try Scan(bytes: bytes, limits: limits)
        for index in 0..<min(scan.pageCount, 3) {
          let page = try scan.page(at: index)
          #expect(Double(page.image.width * page.image.height) <= limits.megapixels * 1e6, "seed \(seed)")
          guard seed % Self.readEvery == 0 else { continue }
          let found = reader.read(page, number: index + 1, sha256: "00")
          #expect(found.record.fields.allSatisfy { (0...1).contains($0.reading.confidence) }, "seed \(seed)")
        }
        read += 1
      } catch {
        #expect(!error.message.isEmpty, "seed \(seed)")
        failed += 1
      }
      #expect(start.duration(to: .now) < .seconds(Self.longest), "seed \(seed)")
    }
    unlink(note.string)
    // Mutants that all fail, or none of which does, would test little.
    // (Damage is seen in nearly all: 30 of the first 2,000 are read.)
    #expect(read > Self.count / 100 && failed > Self.count / 20, "\(read) read, \(failed) failed")
  }
}
