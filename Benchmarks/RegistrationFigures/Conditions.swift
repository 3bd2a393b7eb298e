import Forms
import Raster
import Synthesis

/// How one page of a form is printed, damaged and scanned: rough quality and beyond, drawn from a seed.
struct Conditions {
  /// Index of the form.
  var form: Int
  var variation = PageVariation()
  /// What is done to the scan afterwards, mm.
  var harm = ScanHarm()
  /// The draws that a table of figures is split by.
  var traits: [String] = []

  init(forms: [FormTemplate], _ random: inout SeededGenerator) {
    form = Int(random.next() % UInt64(forms.count))
    traits.append("form \(forms[form].name)")
    let resolutions = [200.0, 240, 300, 300, 400, 600]
    variation.resolution = resolutions[Int(random.next() % 6)]
    traits.append("\(Int(variation.resolution ?? 0)) dpi")
    variation.skew = random.uniform(-10...10)
    traits.append(abs(variation.skew ?? 0) < 5 ? "skew below 5°" : "skew 5° to 10°")
    variation.turn = random.unit() < 0.55 ? .upright : PageTurn.allCases[Int(random.next() % 4)]
    traits.append("turn \(variation.turn)")
    variation.tag = TagTruth.allCases[Int(random.next() % 3)]
    traits.append("tag \(variation.tag ?? .right)")
    variation.coding = Quality.rough.coding(&random)
    traits.append(Self.name(variation.coding))
    draw(&random)
  }

  private static func name(_ coding: PageCoding?) -> String {
    switch coding {
    case .g4(.plain): "G4"
    case .g4(.faint): "G4 faint"
    case .g4(.copied): "G4 copied"
    case .jpeg: "JPEG"
    default: "LZW"
    }
  }

  /// Weak ink; bits of weak ink are what a low threshold leaves.
  private mutating func weaken() {
    if case .g4 = variation.coding { variation.coding = .g4(.faint) } else { variation.faint = true }
  }

  /// What befalls some pages only: one thing a page, half of the pages none.
  private mutating func draw(_ random: inout SeededGenerator) {
    let share = random.unit()
    switch share {
    case ..<0.07: harm.corner = random.uniform(15...60)
    case ..<0.16: harm.missing = random.uniform(0.05...0.25)
    case ..<0.24: weaken()
    case ..<0.32: variation.boxColor = DropoutColor.allCases[Int(random.next() % 3)]
    case ..<0.40: variation.lineWidth = random.uniform(0.45...0.75)
    case ..<0.48: variation.lineWidth = random.uniform(0.08...0.15)
    default: break
    }
    harm.seed = random.next()
    let names = [
      "corner cut off", "partly missing boxes", "faint", "coloured boxes", "thick lines", "thin lines",
      "unharmed",
    ]
    let ends = [0.07, 0.16, 0.24, 0.32, 0.40, 0.48, 1]
    traits.append(names[ends.firstIndex { share < $0 } ?? 6])
  }
}
