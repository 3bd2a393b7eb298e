import Ledger
import Testing

@Suite struct CSVTableTests {
  private func cells(_ text: String) -> [[String]] { CSVTable(text).rows.map(\.cells) }

  @Test func `quotes, line ends and separators are read`() {
    #expect(cells("a,b\r\n1,\"x, \"\"y\"\"\"\r\n") == [["a", "b"], ["1", "x, \"y\""]])
    #expect(cells("a;b\n1,5;2\n") == [["a", "b"], ["1,5", "2"]])
    #expect(cells("\u{FEFF}a\rb") == [["a"], ["b"]])
    #expect(cells("a,\n,b") == [["a", ""], ["", "b"]])
  }

  @Test func `empty lines are left out, lines are counted`() {
    let table = CSVTable("h\n\n\"x\ny\"\nz\n")
    #expect(table.rows.map(\.line) == [1, 3, 5])
    #expect(table.rows.map(\.cells) == [["h"], ["x\ny"], ["z"]])
    #expect(CSVTable("").rows.isEmpty)
  }
}
