import FieldDecoding
import Foundation
import Glibc
import NumberFormats
import Raster

// Times the decoding of fields for `speed.py`: a line each, "NAME,BOXES,SECONDS" of the processor, the median of rounds
// that take turns.
// The boxes are as a network leaves them: every symbol has something, one box in six is in doubt.

/// A kind of field, and a value as written, one character a box.
struct Case {
  var name: String
  var specification: FormatSpecification
  var written: String
}

let list = (0..<100_000).map { String(1_000_000 + 83 * $0) }
let cases = [
  Case(
    name: "iban NL", specification: .init(type: .iban, country: "NL", boxes: 18),
    written: "NL91ABNA0417164300"),
  Case(name: "iban", specification: .init(type: .iban, boxes: 18), written: "NL91ABNA0417164300"),
  Case(
    name: "betalingskenmerk", specification: .init(type: .betalingskenmerk, boxes: 16),
    written: "5000056789012345"),
  Case(name: "bsn", specification: .init(type: .bsn, boxes: 9), written: "111222333"),
  Case(name: "postcode", specification: .init(type: .postcode, boxes: 6), written: "1234AB"),
  Case(name: "amount", specification: .init(type: .amount, boxes: 8), written: "___12345"),
  Case(name: "date", specification: .init(type: .date, format: "DDMMYYYY", boxes: 8), written: "29022024"),
  Case(
    name: "number on a list of 100000", specification: .init(type: .number, length: 7, boxes: 7, list: list),
    written: list[41_234]),
]

/// Evidence for `written`: of each box its symbol surely or, of one in six, not.
func evidence(_ written: String, _ random: inout SeededGenerator) -> [BoxEvidence] {
  written.map { character in
    let right = Symbol(character) ?? .blank
    let doubt = random.unit() < 1.0 / 6 ? 0.4 : 0.001
    var values = (0..<Symbol.count).map { _ in Float(1e-12 + pow(random.unit(), 8)) }
    let others = values.reduce(0, +)
    values = values.map { Float(doubt) * $0 / others }
    values[Int(right.rawValue)] += Float(1 - doubt)
    return BoxEvidence(probabilities: values)
  }
}

func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

let (fields, rounds) = (40, 25)
var random = SeededGenerator(seed: 1)
let decoders = try cases.map {
  try FieldDecoder(format: $0.specification.makeFormat(), boxes: $0.written.count, writerError: 0.01)
}
let inputs = cases.map { kind in (0..<fields).map { _ in evidence(kind.written, &random) } }
var times = cases.map { _ in [Double]() }
var checksum = 0.0
for _ in 0..<rounds {
  for index in cases.indices {
    let start = now()
    for field in inputs[index] { checksum += decoders[index].posterior(field).best.probability }
    times[index].append((now() - start) / Double(fields))
  }
}
guard checksum > 0 else { exit(1) }
for (kind, times) in zip(cases, times) {
  print("\(kind.name),\(kind.written.count),\(times.sorted()[rounds / 2])")
}
