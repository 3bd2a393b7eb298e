import Foundation
import Glibc
import GlyphNet
import Raster

// Times a network for `speed.py`, which asks for rounds of it between rounds of others. Each line of standard input is
// "PICTURES CALLS": so many calls with so many pictures each; the answer is the processor seconds of a picture.
func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

guard CommandLine.arguments.count == 2 else { exit(1) }
do {
  let network = try GlyphClassifier(path: CommandLine.arguments[1])
  var state: UInt64 = 1
  while let line = readLine() {
    let numbers = line.split(separator: " ").compactMap { Int($0) }
    guard numbers.count == 2, numbers.allSatisfy({ $0 > 0 }) else { exit(1) }
    let pictures = (0..<numbers[0]).map { _ in
      Glyph(
        pixels: (0..<Glyph.side * Glyph.side).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return state >> 62 == 0 ? UInt8(truncatingIfNeeded: state >> 40) : 0
        })
    }
    let start = now()
    for _ in 0..<numbers[1] { _ = network.classify(pictures) }
    let seconds = (now() - start) / Double(numbers[0] * numbers[1])
    FileHandle.standardOutput.write(Data("\(seconds)\n".utf8))
  }
} catch {
  print(error)
  exit(9)
}
