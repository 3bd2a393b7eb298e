import Forms
package import Ingest
import Raster

/// Files to be made up one by one, each for a purpose of its own: the repository's samples.
package struct SampleRecipe: Hashable, Sendable {
  package var seed: UInt64
  package var files: [SampleFile]

  package init(seed: UInt64, files: [SampleFile]) {
    self.seed = seed
    self.files = files
  }
}

/// One file of a recipe.
package struct SampleFile: Hashable, Sendable {
  /// Its name, extension included.
  package var name: String
  /// What it shows, in a sentence.
  package var purpose: String
  package var quality: Quality
  package var pages: [SamplePage]
  /// Share of its bytes that are kept, of (0, 1]; less than 1 makes a truncated file.
  package var keep: Double

  package init(name: String, purpose: String, quality: Quality, pages: [SamplePage], keep: Double = 1) {
    self.name = name
    self.purpose = purpose
    self.quality = quality
    self.pages = pages
    self.keep = keep
  }
}

/// One page of a file.
package struct SamplePage: Hashable, Sendable {
  package var content: SampleContent
  package var variation: PageVariation

  package init(_ content: SampleContent, _ variation: PageVariation = PageVariation()) {
    self.content = content
    self.variation = variation
  }
}

/// What a page is.
package enum SampleContent: Hashable, Sendable {
  /// The form of this name.
  case form(String)
  case foreign(ForeignPage)
}

/// Why a recipe cannot be followed.
package enum SampleError: Error, Hashable, Sendable {
  /// A file asks for a form that is not given.
  case unknownForm(file: String, form: String)
  /// A file asks something of a field that its form has not.
  case unknownField(file: String, form: String, field: String)
  /// A file without pages, or a JPEG of several.
  case pageCount(file: String)
  case encoding(file: String, IngestError)
}

extension SampleRecipe {
  /// File `index` of `files`, written with the writers of its forms; same recipe and writers, same bytes.
  ///
  /// - Throws: `SampleError`.
  package func make(_ index: Int, writers: [FormWriter]) throws(SampleError) -> SynthesizedFile {
    let file = files[index]
    var pages: [SynthesizedPage] = []
    for (number, page) in file.pages.enumerated() {
      // From the name, so that a file stays the same when others come and go.
      let item = file.name.utf8.reduce(UInt64(number)) { ($0 &* 1_099_511_628_211) ^ UInt64($1) }
      var mixer = SeededGenerator(seed: seed, item: item)
      pages.append(try self.page(page, of: file, writers, seed: mixer.next()))
    }
    let isJPEG = if case .jpeg? = pages.first?.coding { true } else { false }
    guard !pages.isEmpty, !isJPEG || pages.count == 1 else { throw .pageCount(file: file.name) }
    do {
      var made = try SynthesizedFile(name: file.name, pages: pages)
      if file.keep < 1 { made.bytes.removeLast(Int(Double(made.bytes.count) * (1 - file.keep))) }
      return made
    } catch {
      throw .encoding(file: file.name, error)
    }
  }

  private func page(
    _ page: SamplePage, of file: SampleFile, _ writers: [FormWriter], seed: UInt64
  ) throws(SampleError) -> SynthesizedPage {
    switch page.content {
    case .foreign(let kind): return kind.page(quality: file.quality, variation: page.variation, seed: seed)
    case .form(let name):
      guard let writer = writers.first(where: { $0.form.name == name }) else {
        throw .unknownForm(file: file.name, form: name)
      }
      let asked = Set(page.variation.wishes.keys).union(page.variation.strayInk)
      let unknown = asked.subtracting(writer.form.fields.map(\.name)).min()
      if let unknown { throw .unknownField(file: file.name, form: name, field: unknown) }
      return writer.page(quality: file.quality, variation: page.variation, seed: seed)
    }
  }
}
