import Drawing
import FieldDecoding
import Forms
import Glibc
import Ingest
import Ledger
import NumberFormats
import Pipeline
import Raster
import SystemPackage

// Times the stages of a page's way through a worker for `speed.py`: a line each, "STAGE,SECONDS", processor time a page.
// Usage: PageSpeed CONFIG SCAN…

/// Processor seconds by stage, the stages in order.
struct Clock {
  private(set) var stages: [(name: String, seconds: Double)] = []

  mutating func measure<Result>(_ name: String, _ work: () throws -> Result) rethrows -> Result {
    let start = Self.now
    let result = try work()
    let seconds = Self.now - start
    if let index = stages.firstIndex(where: { $0.name == name }) {
      stages[index].seconds += seconds
    } else {
      stages.append((name, seconds))
    }
    return result
  }

  /// What others do on the machine does not count.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

let configuration = try Configuration.load(path: CommandLine.arguments[1])
let networks = try Networks.load(configuration.models)
let plans = try configuration.forms.map { try FormPlan(template: $0, configuration: configuration) }
let registrar = Registrar(forms: configuration.forms)
let paths = CommandLine.arguments.dropFirst(2)
// What is made when first used is no page's.
_ = networks.look(at: [(.blank, Symbol.digits + Symbol.letters)])

var clock = Clock()
for path in paths {
  let page = try clock.measure("decoding the file") {
    try Scan(bytes: Files.read(FilePath(path)), limits: configuration.limits.ingest).damagedPage(at: 0)
  }
  let report = clock.measure("registration") {
    registrar.examine(page.image, resolution: page.resolution)
  }
  guard case .identified(let registration) = report.verdict else { continue }
  let plan = plans[registration.form]
  let boxes = clock.measure("segmentation") {
    plan.segmenter.segment(page.image, transform: registration.transform)
  }
  let looks = zip(boxes, plan.fields).flatMap { boxes, field in
    boxes.indices.map { (glyph: boxes[$0].glyph, alphabet: field.alphabets[$0]) }
  }
  var opinions = clock.measure("network") { networks.look(at: looks) }[...]
  let fields = clock.measure("format and decision") {
    let characters = zip(boxes, plan.fields).map { boxes, field in
      boxes.indices.map {
        CharacterRecord(boxes[$0], alphabet: field.alphabets[$0], opinion: opinions.removeFirst())
      }
    }
    return plan.decide(characters, PagePlace(sha256: path, page: 1, form: plan.template.name))
  }
  clock.measure("pictures and answer") {
    for picture in plan.crops(of: fields, on: page.image, registration.transform) {
      _ = PNG.encode(picture.image)
    }
    let record = PageRecord(
      page: 1, outcome: .identified(form: plan.template.name, residual: 0, edgesFound: 1), basis: "",
      fields: fields)
    _ = WorkerPage(record).flatMap { try? WorkerLine.encode($0) }
  }
}
for stage in clock.stages { print("\(stage.name),\(stage.seconds / Double(paths.count))") }
