import Forms
import NumberFormats
import Raster
import Testing

@Suite struct TemplateProblemTests {
  @Test("Forms that are used have no problem", arguments: TestForms.all)
  func valid(form: FormTemplate) {
    #expect(form.problems().isEmpty && form.doubts().isEmpty)
  }

  /// A form of one row, with one thing changed.
  private func form(_ change: (inout BoxRow) -> Void) -> FormTemplate {
    var row = BoxRow(x: 20, y: 20, width: 5, height: 7, pitch: 5.5, count: 6, groups: [4, 2], groupGap: 2)
    change(&row)
    return FormTemplate(name: "f", pageWidth: 100, pageHeight: 100, fields: [TestForms.field("a", row)])
  }

  private func paths(_ change: (inout BoxRow) -> Void) -> [String] {
    form(change).problems().map(\.keyPath)
  }

  @Test("Each fault of a row is named at its key")
  func rows() {
    #expect(paths { _ in } == [])
    #expect(paths { $0.width = 0 } == ["fields[0].boxes.width"])
    #expect(paths { $0.height = -1 } == ["fields[0].boxes.height"])
    #expect(paths { $0.pitch = 3.9 } == ["fields[0].boxes.pitch"])
    #expect(paths { $0.pitch = 5 } == [])
    #expect(paths { $0.count = 0 } == ["fields[0].boxes.count", "fields[0].boxes.groups"])
    #expect(paths { $0.groups = [4, 3] } == ["fields[0].boxes.groups"])
    #expect(paths { $0.groups = [7, -1] } == ["fields[0].boxes.groups"])
    #expect(paths { $0.groupGap = -1 } == ["fields[0].boxes.groupGap"])
    #expect(paths { $0.x = 65 } == [])
    #expect(paths { $0.x = 66 } == ["fields[0].boxes"])
    #expect(paths { $0.y = -1 } == ["fields[0].boxes"])
    #expect(paths { $0.x = .nan } == ["fields[0].boxes"])
  }

  @Test("Of a row that may stand so, what was hardly meant is told")
  func doubtfulRows() {
    for (change, path) in [
      ({ $0.pitch = 4.9 }, "pitch"), ({ $0.groups = [] }, "groupGap"),
    ] as [((inout BoxRow) -> Void, String)] {
      #expect(form(change).problems().isEmpty)
      #expect(form(change).doubts().map(\.keyPath) == ["fields[0].boxes.\(path)"])
    }
    #expect(form { ($0.groups, $0.groupGap) = ([], 0) }.doubts().isEmpty)
  }

  @Test("Fields may touch, overlap in doubt, and each has its own name")
  func fields() {
    var form = TestForms.exam
    form.fields[1].name = form.fields[0].name
    #expect(form.problems().map(\.keyPath) == ["fields[1].name"])
    form = TestForms.exam
    form.fields[1].place = .area(Rect(x: 130, y: 38, width: 20, height: 8))
    #expect(form.problems().isEmpty && form.doubts().isEmpty)
    form.fields[1].place = .area(Rect(x: 130, y: 37.9, width: 20, height: 8))
    #expect(form.problems().isEmpty)
    #expect(form.doubts().map(\.keyPath) == ["fields[1].area"])
    form.fields = []
    #expect(form.problems().map(\.keyPath) == ["fields"])
  }

  @Test("Marks and page are looked at as well")
  func marks() {
    var form = TestForms.exam
    form.marks = [Rect(x: 10, y: 10, width: 5, height: 5), Rect(x: 207, y: 10, width: 5, height: 5)]
    #expect(form.problems().map(\.keyPath) == ["marks[1]"])
    form.marks = [Rect(x: 10, y: 10, width: 5, height: 5), Rect(x: 30, y: 40, width: 5, height: 5)]
    form.fields[0].place = .area(Rect(x: 33, y: 41, width: 20, height: 8))
    #expect(form.problems().isEmpty)
    #expect(form.doubts().map(\.keyPath) == ["marks[1]"])
    form.marks = []
    form.printing.texts = [PrintedText("a", at: Point(x: 10, y: 10), height: 2)]
    form.printing.rules = [PrintedRule(Point(x: 10, y: 10), Point(x: 300, y: 10))]
    #expect(form.problems().isEmpty)
    #expect(form.doubts().map(\.keyPath) == ["print.rules[0]"])
    form.pageWidth = 0
    #expect(form.problems().contains { $0.keyPath == "page.width" })
  }
}
