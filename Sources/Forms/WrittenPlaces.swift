import Raster

/// Tells in how many of a form's boxes and areas something is written.
struct WrittenPlaces {
  let page: PageImage
  let form: FormTemplate

  /// Step of the samples, mm.
  private static let step = 0.3
  /// How much of a box is left out on every side, where its lines may be.
  private static let inset = 0.2
  /// Ink is so much darker than paper.
  private static let contrast = 60
  /// Share of a place that ink covers: less is dust, more is a dark edge.
  private static let cover = 0.02...0.6

  /// The share of the places that hold ink if the form lies so, of [0, 1].
  func share(at transform: Affine<FormSpace, ScanSpace>) -> Double {
    let places = form.fields.flatMap { field in
      switch field.place {
      case .boxes(let row): row.boxes
      case .area(let area): [area]
      }
    }
    let written = places.filter { isWritten($0, transform) }.count
    return places.isEmpty ? 0 : Double(written) / Double(places.count)
  }

  private func isWritten(_ place: Rect<FormSpace>, _ transform: Affine<FormSpace, ScanSpace>) -> Bool {
    let inner = place.insetBy(Self.inset * min(place.width, place.height))
    let toForm = Affine<PatchSpace, FormSpace>(
      a: Self.step, b: 0, c: 0, d: Self.step, tx: inner.minX, ty: inner.minY)
    let patch = page.patch(
      width: max(1, Int(inner.width / Self.step)), height: max(1, Int(inner.height / Self.step)),
      map: toForm.then(transform), channel: .darkest)
    let paper = Int(patch.pixels.value(atRank: patch.pixels.count * 3 / 4))
    let dark = patch.pixels.filter { Int($0) < paper - Self.contrast }.count
    return Self.cover.contains(Double(dark) / Double(patch.pixels.count))
  }
}
