package import Forms
import Ingest
package import Raster

/// What a scan of a blank form shows, whichever way up it lies.
package struct BlankForm {
  /// The boxes, frames and marks, as they lie on the scan.
  package let found: DetectedForm
  /// What the print beside each of its places says.
  package let labels: [PlaceLabel]
  /// By how many quarters the page is turned on the scan, clockwise.
  package let quarters: Int

  /// - Parameters:
  ///   - resolution: a hint that may lie.
  ///   - reader: nil leaves the places without names and takes the page to lie upright.
  package init(_ page: PageImage, resolution: Resolution?, size: PageFormat?, reader: PrintReader?) {
    let detector = FormDetector(size: size)
    let quarters =
      reader.map { $0.quarters(of: detector.characters(on: page, resolution: resolution)) } ?? 0
    let upright = page.turnedBack(quarters: quarters)
    var found = detector.detect(upright, resolution: resolution.map { $0.turnedBack(quarters: quarters) })
    labels =
      reader.map { $0.labels(of: found.places, among: found.characters(on: upright)) }
      ?? Array(repeating: PlaceLabel(), count: found.places.count)
    found.transform = found.transform.then(page.turning(quarters: quarters))
    (self.found, self.quarters) = (found, quarters)
  }
}

extension PageImage {
  /// From the page turned back to where its pixels lie on this scan.
  fileprivate func turning(quarters: Int) -> Affine<ScanSpace, ScanSpace> {
    let (w, h) = (Double(width), Double(height))
    switch quarters {
    case 1: return Affine(a: 0, b: -1, c: 1, d: 0, tx: w, ty: 0)
    case 2: return Affine(a: -1, b: 0, c: 0, d: -1, tx: w, ty: h)
    case 3: return Affine(a: 0, b: 1, c: -1, d: 0, tx: 0, ty: h)
    default: return Affine(a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0)
    }
  }
}
