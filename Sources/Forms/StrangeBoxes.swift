import Raster

/// Counts boxes of a page that stand where a form has none.
struct StrangeBoxes {
  let page: PageImage
  let form: FormTemplate

  /// Fewer may be ticked, or enclosed by writing.
  private static let fewest = 3
  /// A box whose centre is this near to one of the form's is that one, mm.
  private static let near = 1.0
  /// What lies in a place to write in, but for so much, is written there: square zeros, mm.
  private static let overhang = 0.4

  /// The form's own boxes and areas.
  var own: [Rect<FormSpace>] {
    form.fields.flatMap { field in
      switch field.place {
      case .boxes(let row): row.boxes
      case .area(let rect): [rect]
      }
    }
  }

  /// How many there are if the form lies so.
  func count(at transform: Affine<FormSpace, ScanSpace>) -> Int {
    guard let back = transform.inverse else { return 0 }
    let own = own
    let size = PageFormat(name: "", width: form.pageWidth, height: form.pageHeight)
    let found = PageCells(page, size: size)
    let toForm = found.frame.transform.then(back)
    let combs = RowFinder(cells: found.cells, teeth: found.teeth).rows().filter { $0.style == .comb }
    // A box alone is one whichever way the page lies.
    let boxes = found.cells.filter(RowFinder.isBox) + combs.flatMap(\.boxes)
    let strange = boxes.count { box in
      let (center, corners) = (toForm(box.center), box.corners.map(toForm.callAsFunction))
      return !own.contains { place in
        place.center.distance(to: center) <= Self.near
          || corners.allSatisfy(place.insetBy(-Self.overhang).contains)
      }
    }
    return strange >= Self.fewest ? strange : 0
  }
}
