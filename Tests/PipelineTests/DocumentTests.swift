import Crypto
import Glibc
import Ledger
import Pipeline
import SystemPackage
import Testing

@Suite struct InputTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
    for name in ["b.tif", "a.JPG", "sub/c.Tiff", "sub/deep/d.jpeg", "notes.txt", "tif", ".tif"] {
      try folder.write(name, name)
    }
  }

  private func names(_ arguments: [String], list: [String] = []) throws -> [String] {
    try Inputs.find(arguments, list: { list.map { FilePath($0) } }).scans.map {
      Pipeline.DocumentName.text($0.name)
    }
  }

  @Test func `a folder gives its scans by name, recursively, in byte order`() throws {
    #expect(try names([folder.path]) == ["a.JPG", "b.tif", "sub/c.Tiff", "sub/deep/d.jpeg"])
    #expect(try names([folder.path + "/"]) == ["a.JPG", "b.tif", "sub/c.Tiff", "sub/deep/d.jpeg"])
  }

  @Test func `a file is what it is called, whatever its ending`() throws {
    #expect(try names([folder.path + "/notes.txt"]) == [folder.path + "/notes.txt"])
  }

  @Test func `a dash stands for the list, and a file named twice counts once`() throws {
    let listed = try names(
      ["-", folder.path + "/sub"], list: [folder.path + "/sub/c.Tiff", folder.path + "/b.tif"])
    #expect(listed == [folder.path + "/b.tif", folder.path + "/sub/c.Tiff", "deep/d.jpeg"])
  }

  @Test func `everything that does not exist is told at once`() {
    #expect {
      try names([folder.path + "/x", folder.path, folder.path + "/y"])
    } throws: { error in
      (error as? InputError)?.faults.map(\.path) == [folder.path + "/x", folder.path + "/y"]
    }
  }

  @Test func `a pipe is refused, or left out of a folder`() throws {
    let pipe = folder.path + "/pipe.tif"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: InputError.self) { try names([pipe]) }
    #expect(try names([folder.path]).count == 4)
  }

  @Test func `links to files count, links in a circle end`() throws {
    #expect(symlink(folder.path + "/b.tif", folder.path + "/sub/link.tif") == 0)
    #expect(symlink(folder.path, folder.path + "/sub/loop") == 0)
    #expect(try names([folder.path]).contains("sub/link.tif"))
    #expect(try names([folder.path]).count == 5)
  }

  @Test func `a link to nothing is found, to become a failure`() throws {
    #expect(symlink("nowhere", folder.path + "/lost.tif") == 0)
    #expect(symlink("nowhere", folder.path + "/lost.txt") == 0)
    #expect(try names([folder.path]).contains("lost.tif"))
    #expect(try names([folder.path]).count == 5)
  }

  @Test func `a watched file is read once quiet; one at a place that was empty is another file`() throws {
    var watcher = Watcher(inbox: folder.path, out: "/out", read: [folder.path + "/gone.tif"])
    let later: Int64 = .max
    #expect(try watcher.look(now: later) == nil)
    let four = try #require(try watcher.look(now: later))
    #expect(four.count == 4 && watcher.returned.isEmpty)
    watcher.finish(four)
    #expect(try watcher.look(now: later) == nil)
    try folder.write("b.tif", "in its place")
    #expect(try watcher.look(now: later) == nil)
    #expect(try watcher.look(now: 0) == nil && watcher.look(now: later)?.count == 4)
    #expect(watcher.returned.isEmpty)
    for name in ["a.JPG", "gone.tif"] {
      unlink(folder.path + "/" + name)
      _ = try watcher.look(now: later)
      let file = FilePath(try folder.write(name, "another \(name)"))
      _ = try watcher.look(now: later)
      #expect(watcher.returned == [try FileIdentity.of(file)])
      watcher.finish([try FileIdentity.of(file)])
      _ = try watcher.look(now: later)
      #expect(watcher.returned.isEmpty)
    }
  }

  @Test func `names that are not UTF-8 are found and written with %XX`() throws {
    let bytes = Array(folder.path.utf8) + Array("/caf".utf8) + [0xE9] + Array(".tif".utf8)
    let file = try FileDescriptor.open(
      FilePath(bytes: bytes), .writeOnly, options: [.create], permissions: .ownerReadWrite)
    try file.close()
    let found = try Inputs.find([folder.path]).scans
    #expect(found.map { Pipeline.DocumentName.text($0.name) }.contains("caf%E9.tif"))
    #expect(found.contains { $0.path.bytes == bytes })
  }

  @Test(
    arguments: [
      (Array("é.tif".utf8), "é.tif"), ([0x61, 0xFF, 0x62], "a%FFb"), ([0xC3], "%C3"),
      ([0xC3, 0xA9, 0xC3], "é%C3"),
      ([0x0A, 0x80], "\n%80"),
    ] as [([UInt8], String)])
  func `only what is not UTF-8 is escaped`(bytes: [UInt8], text: String) {
    #expect(Pipeline.DocumentName.text(bytes) == text)
  }
}

@Suite struct BatchPlanTests {
  private let basis: ReadingBasis
  private let configuration: Configuration

  init() throws {
    (configuration, basis) = try Sample.configuration()
  }

  private func scan(_ name: String, at path: String? = nil, sha: String?, time: Int64 = 1) -> HashedScan {
    let identity = FileIdentity(device: 1, inode: 2, size: 3, modified: time)
    let found = FoundScan(path: FilePath(path ?? "/in/\(name)"), name: Array(name.utf8), identity: identity)
    return HashedScan(found: found, sha256: sha)
  }

  private func stored(
    _ document: String, at path: String? = nil, sha: String, pages: Int? = 1, duplicateOf: String? = nil,
    failure: FailureRecord? = nil
  ) -> ScanRecord {
    ScanRecord(
      document: document, path: path ?? "/in/\(document)", sha256: sha,
      identity: FileIdentity(device: 1, inode: 2, size: 3, modified: 1), pageCount: pages,
      duplicateOf: duplicateOf,
      failure: failure)
  }

  private func plan(
    _ scans: [HashedScan], stored: [ScanRecord] = [], form: String? = nil, rerun: Bool = false,
    purged: [String] = [], states: [Int: (outcome: PageOutcome, basis: String)] = [:]
  ) -> BatchPlan {
    let planner = BatchPlanner(
      basis: basis, form: form, rerun: rerun, stored: stored, purged: Set(purged.map { NameKey($0) }))
    return planner.plan(scans) { _ in states }
  }

  private func summary(_ plan: BatchPlan) -> [String] {
    plan.scans.map { "\($0.record.document) \($0.record.duplicateOf ?? "-") \($0.pages)" }
  }

  @Test func `new scans are read, by document`() {
    let plan = plan([scan("b", sha: "22"), scan("a", sha: "11")])
    #expect(summary(plan) == ["a - everything", "b - everything"])
  }

  @Test func `the same bytes are read once, under the first name`() {
    let plan = plan([scan("a", sha: "11"), scan("b", sha: "11"), scan("c", sha: "11"), scan("d", sha: "22")])
    #expect(summary(plan) == ["a - everything", "b a nothing", "c a nothing", "d - everything"])
  }

  @Test func `the one that was read stays the first`() {
    let plan = plan([scan("a", sha: "11"), scan("b", sha: "11")], stored: [stored("b", sha: "11")])
    #expect(summary(plan) == ["a b nothing", "b - some([1])"])
    let elsewhere = self.plan([scan("a", sha: "11")], stored: [stored("b", sha: "11")])
    #expect(summary(elsewhere) == ["a b nothing"])
  }

  @Test func `another file of the same name gets its hash's digits`() {
    let sha = "0123456789abcdef"
    let plan = plan([scan("a", at: "/x/a", sha: "11"), scan("a", at: "/y/a", sha: sha)])
    #expect(summary(plan) == ["a - everything", "a~01234567 - everything"])
    let later = self.plan([scan("a", at: "/y/a", sha: sha)], stored: [stored("a", at: "/x/a", sha: "11")])
    #expect(summary(later) == ["a~01234567 - everything"])
    let again = self.plan(
      [scan("a", at: "/x/a", sha: "11"), scan("a", at: "/y/a", sha: sha)],
      stored: [stored("a", at: "/x/a", sha: "11"), stored("a~01234567", at: "/y/a", sha: sha)])
    #expect(summary(again) == ["a - some([1])", "a~01234567 - some([1])"])
  }

  @Test func `the same file under the same name twice is a duplicate with a name of its own`() {
    let plan = plan([scan("a", at: "/x/a", sha: "0123456789"), scan("a", at: "/y/a", sha: "0123456789")])
    #expect(summary(plan) == ["a - everything", "a~01234567 a nothing"])
  }

  @Test func `names that only look alike are two documents`() {
    // é as one code point, and as e with an accent: equal as Swift's strings are, two files on a disk.
    let names = ["e\u{301}", "\u{E9}"]
    let scans = [scan(names[0], sha: "11"), scan(names[1], sha: "22")]
    let first = plan(scans)
    #expect(first.scans.map { Array($0.record.document.utf8) } == names.map { Array($0.utf8) })
    let records = [stored(names[0], sha: "11"), stored(names[1], sha: "22")]
    let again = plan(scans, stored: records)
    #expect(again.scans.map { Array($0.record.document.utf8) } == names.map { Array($0.utf8) })
    #expect(again.scans.allSatisfy { !$0.isReplaced })
    let planner = BatchPlanner(basis: basis, form: nil, rerun: false, stored: records)
    #expect(scans.map { planner.knownHash(of: $0.found) } == ["11", "22"])
  }

  @Test func `paths that are not UTF-8 are not taken for one another`() {
    let identity = FileIdentity(device: 1, inode: 2, size: 3, modified: 1)
    let found = [UInt8(0xFE), 0xFF].map { byte in
      FoundScan(path: FilePath(bytes: Array("/in/".utf8) + [byte]), name: [byte], identity: identity)
    }
    let first = plan([HashedScan(found: found[0], sha256: "11"), HashedScan(found: found[1], sha256: "22")])
    #expect(first.scans.map(\.record.document) == ["%FE", "%FF"])
    let planner = BatchPlanner(basis: basis, form: nil, rerun: false, stored: first.scans.map(\.record))
    #expect(found.map(planner.knownHash) == ["11", "22"])
    // A file that is called so is a third.
    #expect(ScanPath.text("/in/%FF") == "/in/%FF" && ScanPath.text(found[1].path) == "%/in/%FF")
  }

  @Test func `what was purged is not read again unless its bytes change`() {
    let old: [Int: (outcome: PageOutcome, basis: String)] = [1: (.blank, "old")]
    let record = stored("a", sha: "11")
    #expect(plan([scan("a", sha: "11")], stored: [record], states: old).scans[0].pages == .some([1]))
    let purged = plan([scan("a", sha: "11")], stored: [record], rerun: true, purged: ["a"], states: old)
    #expect(purged.scans[0].pages == .nothing)
    // The same bytes elsewhere are a duplicate; other bytes are another scan.
    #expect(summary(plan([scan("b", sha: "11")], stored: [record], purged: ["a"])) == ["b a nothing"])
    #expect(summary(plan([scan("a", sha: "22")], stored: [record], purged: ["a"])) == ["a - everything"])
  }

  @Test func `a form that is asked for reads pages again that were read as another`() {
    let identified = PageOutcome.identified(form: "small", residual: 0, edgesFound: 1)
    let states = [1: (outcome: identified, basis: basis.identified(as: "small"))]
    for (form, again) in [(nil, false), ("small", false), ("second", true)] {
      let plan = plan([scan("a", sha: "11")], stored: [stored("a", sha: "11")], form: form, states: states)
      #expect(plan.scans[0].pages == (again ? .some([1]) : .nothing))
    }
  }

  @Test func `a scan that was moved keeps its readings`() {
    let plan = plan([scan("a", at: "/new/a", sha: "11")], stored: [stored("a", at: "/old/a", sha: "11")])
    #expect(summary(plan) == ["a - some([1])"])
    #expect(plan.scans[0].record.path == "/new/a")
    #expect(plan.scans[0].record.pageCount == 1)
  }

  @Test func `other bytes at the same place are read anew`() {
    let plan = plan([scan("a", sha: "22")], stored: [stored("a", sha: "11")])
    #expect(summary(plan) == ["a - everything"])
    #expect(plan.scans[0].isReplaced)
    #expect(plan.scans[0].record.pageCount == nil)
  }

  @Test func `another file at a place that was empty is another document; what failed makes room`() {
    var other = scan("a", sha: "22222222")
    other.found.isReturned = true
    let first = stored("a", sha: "11")
    #expect(summary(plan([other], stored: [first])) == ["a~22222222 - everything"])
    // From then on the place is the newer one's.
    let both = [first, stored("a~22222222", at: "/in/a", sha: "22222222")]
    #expect(summary(plan([scan("a", sha: "22222222")], stored: both)) == ["a~22222222 - some([1])"])
    #expect(summary(plan([scan("a", sha: "11")], stored: both)) == ["a - some([1])"])
    let failed = stored("a", sha: "11", failure: FailureRecord(page: nil, code: "truncated", message: ""))
    #expect(summary(plan([other], stored: [failed])) == ["a - everything"])
  }

  @Test func `a duplicate whose first changed is read itself`() {
    let records = [stored("a", sha: "11"), stored("b", sha: "11", pages: nil, duplicateOf: "a")]
    let plan = plan([scan("a", sha: "22"), scan("b", sha: "11")], stored: records)
    #expect(summary(plan) == ["a - everything", "b - everything"])
  }

  @Test func `an unchanged file is not hashed again`() {
    let planner = BatchPlanner(basis: basis, form: nil, rerun: false, stored: [stored("a", sha: "11")])
    #expect(planner.knownHash(of: scan("a", sha: nil).found) == "11")
    #expect(planner.knownHash(of: scan("a", sha: nil, time: 2).found) == nil)
    #expect(planner.knownHash(of: scan("b", sha: nil).found) == nil)
  }

  @Test(
    arguments: [
      ("new", "/in/new", 9, true), ("as large as another new one", "/in/large", 5, false),
      ("as large as one that was read", "/in/large", 3, false), ("old", "/elsewhere/old", 9, false),
      ("twin", "/elsewhere/twin", 9, false), ("replaced", "/in/old", 9, false),
    ] as [(String, String, Int64, Bool)])
  func `only what no other scan can be mistaken for is hashed by who reads it`(
    name: String, path: String, size: Int64, isLater: Bool
  ) {
    let others = [scan("other", sha: nil), scan("twin", sha: nil)].enumerated().map { index, scan in
      var found = scan.found
      found.identity.size = Int64(5 + index)
      return found
    }
    let identity = FileIdentity(device: 1, inode: 2, size: size, modified: 1)
    let found = FoundScan(path: FilePath(path), name: Array(name.utf8), identity: identity)
    let planner = BatchPlanner(basis: basis, form: nil, rerun: false, stored: [stored("old", sha: "11")])
    #expect(planner.hashedLater(others + [found]).last == isLater)
    var scan = HashedScan(found: found, sha256: nil)
    scan.isHashedLater = true
    #expect(planner.plan([scan]) { _ in [:] }.scans[0].pages == .everything)
  }

  @Test func `a file that cannot be read fails by itself`() {
    var scan = scan("a", sha: nil)
    scan.fault = "Permission denied"
    let plan = plan([scan])
    #expect(plan.scans[0].record.failure?.code == "unreadable")
    #expect(plan.scans[0].pages == .nothing)
  }

  @Test(arguments: [
    ("crash", false, true), ("timeout", false, true), ("limit", false, true), ("unreadable", false, false),
    ("truncated", false, false), ("unreadable", true, true), ("truncated", true, true),
  ])
  func `whole files that failed are tried again as the contract says`(code: String, rerun: Bool, again: Bool)
  {
    let failure = FailureRecord(page: nil, code: code, message: "")
    let plan = plan(
      [scan("a", sha: "11")], stored: [stored("a", sha: "11", pages: nil, failure: failure)], rerun: rerun)
    #expect(plan.scans[0].pages == (again ? .everything : .nothing))
  }

  @Test func `pages are read again when what they were read with changes`() {
    func failed(_ code: String) -> PageOutcome {
      .failed(FailureRecord(page: 1, code: code, message: ""), crop: nil)
    }
    let identified = PageOutcome.identified(form: "small", residual: 0, edgesFound: 1)
    let cases: [(PageOutcome, String, rerun: Bool, again: Bool)] = [
      (identified, basis.identified(as: "small"), false, false), (identified, "old", false, true),
      (.blank, basis.formless, false, false), (.blank, "old", false, true),
      (failed("no-form"), basis.unidentified(among: nil), false, false),
      (failed("no-form"), "old", false, true),
      (failed("no-form"), basis.unidentified(among: "small"), false, true),
      (failed("bad-registration"), basis.unidentified(among: nil), true, true),
      (failed("truncated"), basis.formless, false, false), (failed("truncated"), basis.formless, true, true),
      (failed("limit"), "old", false, true), (failed("crash"), basis.formless, false, true),
      (failed("timeout"), basis.formless, false, true),
    ]
    for (outcome, basis, rerun, again) in cases {
      let plan = plan(
        [scan("a", sha: "11")], stored: [stored("a", sha: "11", pages: 2)], rerun: rerun,
        states: [1: (outcome, basis), 2: (identified, self.basis.identified(as: "small"))])
      #expect(plan.scans[0].pages == (again ? .some([1]) : .nothing), "\(outcome) \(basis)")
    }
  }

  @Test func `pages that are not stored are read`() {
    let plan = plan(
      [scan("a", sha: "11")], stored: [stored("a", sha: "11", pages: 3)],
      states: [2: (.blank, basis.formless)])
    #expect(plan.scans[0].pages == .some([1, 3]))
  }
}

@Suite struct FilesTests {
  @Test(arguments: [0, 1, 65_536, 3 << 20]) func `a file is read whole and hashed piece by piece`(size: Int)
    throws
  {
    let folder = try Scratch()
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let path = FilePath(try folder.write("x", bytes))
    #expect(try Files.read(path) == bytes)
    #expect(try Files.sha256(path) == SHA256.hash(data: bytes).hex)
  }

  @Test func `a file is written whole, readable by its owner alone`() throws {
    let folder = try Scratch()
    let path = FilePath(folder.path).appending("x")
    try Files.write([1, 2, 3], to: path)
    try Files.write([4], to: path)
    #expect(try Files.read(path) == [4])
    var info = stat()
    #expect(stat(path.string, &info) == 0 && info.st_mode & 0o777 == 0o600)
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try Files.write([1], to: FilePath(folder.path).appending("no/x"))
    }
    #expect(throws: Errno.noSuchFileOrDirectory) { try Files.read(FilePath(folder.path).appending("none")) }
  }
}
