import Forms
import Ingest
import NumberFormats
import Raster

/// A configuration as `run.json` shows it: everything that holds, defaults included, in the words of pipeline.json.
struct ResolvedConfiguration: Encodable {
  var models: Models
  var accept: Acceptance
  var audit: Audit
  var limits: Limits
  var forms: [Form]
  /// Not shown here: hashes of the closed lists, and of the calibration.
  var listHashes: [String] = []
  var calibrationHash: String?

  private enum CodingKeys: String, CodingKey {
    case models, accept, audit, limits, forms
  }

  struct Models: Encodable {
    var digits: String
    var letters: String?
  }

  struct Acceptance: Encodable {
    var fieldError: Double
    var writerError: Double
    var `repair`: String
    /// The file.
    var calibration: String?
  }

  struct Audit: Encodable {
    var share: Double
  }

  struct Limits: Codable {
    var megapixels: Double
    var pages: Int
    var secondsPerPage: Double
    var memoryMB: Int
  }

  struct Form: Encodable {
    var name: String
    var page: Page
    var dropout: String?
    var marks: [Area]
    var fields: [Field]
    var agrees: [Agrees]?
  }

  struct Agrees: Encodable {
    var same: [String]?
    var sum: [String]?
    var total: String?
    var ascending: [String]?
  }

  struct Page: Encodable {
    var width: Double
    var height: Double
  }

  struct Area: Encodable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
  }

  struct Boxes: Encodable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
    var pitch: Double
    var count: Int
    var groups: [Int]
    var groupGap: Double
  }

  struct Field: Encodable {
    var name: String
    var type: String
    var country: String?
    var length: Int?
    var format: String?
    var min: Int?
    var max: Int?
    var check: String?
    var boxes: Boxes?
    var area: Area?
    var charset: String
    var printed: Bool
    var preprinted: String?
    var required: Bool
    var unique: Bool
    var doubleKey: Bool
    var accept: Acceptance?
    /// The file of its closed list.
    var list: String?
  }
}

extension ResolvedConfiguration {
  init(_ configuration: Configuration) {
    models = Models(digits: configuration.models.digits, letters: configuration.models.letters)
    accept = Acceptance(configuration.accept)
    accept.calibration = configuration.calibration?.path
    calibrationHash = configuration.calibration?.sha256
    audit = Audit(share: configuration.audit.share)
    limits = Limits(configuration.limits)
    forms = configuration.forms.map { Form($0, configuration) }
    listHashes = configuration.lists.map(\.sha256)
  }
}

extension ResolvedConfiguration.Acceptance {
  init(_ acceptance: Configuration.Acceptance) {
    self.init(
      fieldError: acceptance.fieldError, writerError: acceptance.writerError,
      repair: acceptance.acceptsRepaired ? "accept" : "review")
  }
}

extension ResolvedConfiguration.Limits {
  init(_ limits: Configuration.Limits) {
    self.init(
      megapixels: limits.ingest.megapixels, pages: limits.ingest.pages, secondsPerPage: limits.secondsPerPage,
      memoryMB: limits.memoryMB)
  }
}

extension ResolvedConfiguration.Area {
  init(_ rect: Rect<FormSpace>) {
    self.init(x: rect.x, y: rect.y, width: rect.width, height: rect.height)
  }
}

extension ResolvedConfiguration.Form {
  init(_ form: FormTemplate, _ configuration: Configuration) {
    self.init(
      name: form.name, page: .init(width: form.pageWidth, height: form.pageHeight),
      dropout: form.dropout?.rawValue, marks: form.marks.map(ResolvedConfiguration.Area.init),
      fields: form.fields.map { .init($0, form: form.name, configuration) },
      agrees: form.agreements.isEmpty ? nil : form.agreements.map(ResolvedConfiguration.Agrees.init))
  }
}

extension ResolvedConfiguration.Agrees {
  init(_ rule: Agreement) {
    switch rule.kind {
    case .same: same = rule.fields
    case .ascending: ascending = rule.fields
    case .sum: (sum, total) = (rule.fields.dropLast(), rule.fields.last)
    }
  }
}

extension ResolvedConfiguration.Field {
  init(_ field: FieldTemplate, form: String, _ configuration: Configuration) {
    let format = field.format
    let own = configuration.fieldAcceptance[form]?[field.name]
    let list = configuration.lists.first { $0.form == form && $0.field == field.name }
    self.init(
      name: field.name, type: format.type.rawValue, country: format.country, length: format.length,
      format: format.format, min: format.min, max: format.max, check: format.check, boxes: nil, area: nil,
      charset: field.charset.rawValue, printed: field.printed, preprinted: field.preprinted,
      required: field.required, unique: field.unique, doubleKey: field.doubleKey,
      accept: own.map(ResolvedConfiguration.Acceptance.init), list: list?.path)
    switch field.place {
    case .area(let rect): area = ResolvedConfiguration.Area(rect)
    case .boxes(let row):
      boxes = ResolvedConfiguration.Boxes(
        x: row.x, y: row.y, width: row.width, height: row.height, pitch: row.pitch, count: row.count,
        groups: row.groups, groupGap: row.groupGap)
    }
  }
}
