import Glibc
package import Ledger
package import SystemPackage

/// A scan that was found among the inputs.
package struct FoundScan: Hashable, Sendable {
  /// Absolute.
  package var path: FilePath
  /// The contract's document name, as bytes.
  package var name: [UInt8]
  package var identity: FileIdentity
  /// Whether its place was seen empty since a file was read there: it is another file, not that one with other bytes.
  package var isReturned = false

  package init(path: FilePath, name: [UInt8], identity: FileIdentity) {
    self.path = path
    self.name = name
    self.identity = identity
  }
}

/// What the arguments of `run` name.
package struct FoundInputs: Sendable {
  package var scans: [FoundScan] = []
  /// What lies below the folders that were named and may not be looked at.
  package var closed: [InputError.Fault] = []
}

/// Finds the scans that the arguments of `run` name.
package enum Inputs {
  /// Files below a folder count as scans by these endings, whatever their case.
  static let endings = [".tif", ".tiff", ".jpg", ".jpeg"]

  /// The scans of `arguments`, ordered by name, a file that is named twice once.
  ///
  /// A file counts whatever its ending; `-` stands for the paths that `list` returns.
  ///
  /// - Parameter output: the batch's own folder, absolute, which is passed over in folders.
  /// - Throws: `InputError` with every argument that does not exist or may not be opened.
  package static func find(
    _ arguments: [String], output: FilePath? = nil, list: () -> [FilePath] = standardInput
  ) throws(InputError) -> FoundInputs {
    var walk = Walk(output: output)
    for argument in arguments {
      if argument == "-" {
        for path in list() { walk.visit(path) }
      } else {
        walk.visit(FilePath(argument))
      }
    }
    guard walk.faults.isEmpty else { throw InputError(faults: walk.faults) }
    var seen: Set<FilePath> = []
    let scans = walk.found.sorted { ($0.name, $0.path.bytes) < ($1.name, $1.path.bytes) }
      .filter { seen.insert($0.path).inserted }
    return FoundInputs(scans: scans, closed: walk.closed)
  }

  /// Whether something stands at `argument` that is no folder.
  package static func isNoFolder(_ argument: String) -> Bool {
    let mode = Walk.mode(of: FilePath(argument))
    return mode != nil && mode != S_IFDIR
  }

  /// Whether `argument` is a folder in which, or as which, the batch's folder `output` lies or would be made.
  static func isFolder(_ argument: String, holding output: String) -> Bool {
    guard Walk.mode(of: FilePath(argument)) == S_IFDIR, let folder = resolved(FilePath(argument)) else {
      return false
    }
    var place = Walk.absolute(FilePath(output))
    var missing: [FilePath.Component] = []
    while resolved(place) == nil, let last = place.lastComponent {
      missing.insert(last, at: 0)
      place.removeLastComponent()
    }
    return resolved(place)?.appending(missing).starts(with: folder) ?? false
  }

  /// The place that `path` leads to, all links followed; nil for what does not exist.
  private static func resolved(_ path: FilePath) -> FilePath? {
    guard let real = path.withPlatformString({ realpath($0, nil) }) else { return nil }
    defer { free(real) }
    return FilePath(platformString: real)
  }

  /// The paths on standard input: one a line or, as `find -print0` writes them, each ended by NUL.
  package static func standardInput() -> [FilePath] {
    var bytes: [UInt8] = []
    let input = FileDescriptor.standardInput
    while let more = try? [UInt8](
      unsafeUninitializedCapacity: 1 << 16,
      initializingWith: { buffer, count in
        count = try input.read(into: UnsafeMutableRawBufferPointer(buffer))
      }), !more.isEmpty
    {
      bytes.append(contentsOf: more)
    }
    if bytes.contains(0) { return bytes.split(separator: 0).map { FilePath(bytes: Array($0)) } }
    return bytes.split(separator: UInt8(ascii: "\n")).map { line in
      FilePath(bytes: Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
    }
  }
}

private func < (a: ([UInt8], [UInt8]), b: ([UInt8], [UInt8])) -> Bool {
  a.0 == b.0 ? a.1.lexicographicallyPrecedes(b.1) : a.0.lexicographicallyPrecedes(b.0)
}

/// A walk over files and folders.
private struct Walk {
  /// Passed over below a folder.
  let output: FilePath?
  var found: [FoundScan] = []
  var faults: [InputError.Fault] = []
  var closed: [InputError.Fault] = []

  mutating func visit(_ argument: FilePath) {
    let path = Self.absolute(argument)
    switch Self.mode(of: argument) {
    case S_IFDIR: visitFolder(path, root: path)
    case nil: fail(argument)
    case S_IFREG:
      guard path.withPlatformString({ access($0, R_OK) }) == 0 else { return fail(argument) }
      add(path, name: Self.withoutDots(argument.bytes))
    default:
      // A pipe would wait for ever.
      faults.append(InputError.Fault(path: argument.string, reason: "is neither a file nor a folder"))
    }
  }

  /// The path without `./` before it.
  private static func withoutDots(_ path: [UInt8]) -> [UInt8] {
    var rest = path[...]
    while rest.starts(with: "./".utf8) { rest = rest.dropFirst(2) }
    return Array(rest)
  }

  /// The files below `folder`; links to folders are not followed, so that a walk always ends.
  private mutating func visitFolder(_ folder: FilePath, root: FilePath) {
    if folder == output, folder != root { return }
    guard let names = Self.entries(of: folder) else {
      if folder == root { return fail(folder) }
      return closed.append(Self.fault(folder))
    }
    for name in names {
      let path = FilePath(bytes: folder.bytes + [UInt8(ascii: "/")] + name)
      switch Self.mode(of: path, followsLinks: false) {
      case S_IFDIR: visitFolder(path, root: root)
      case S_IFREG, S_IFLNK:
        // One that may not be read, or a link to nothing, is found all the same: it becomes a failure of its own.
        guard Self.isScan(name), [S_IFREG, nil].contains(Self.mode(of: path)) else { continue }
        let relative = path.bytes.dropFirst(root.bytes.count).drop { $0 == UInt8(ascii: "/") }
        add(path, name: Array(relative))
      case nil:
        // What was there a moment ago and is no more is no loss.
        if errno != ENOENT { closed.append(Self.fault(path)) }
      default: continue
      }
    }
  }

  private mutating func add(_ path: FilePath, name: [UInt8]) {
    let nothing = FileIdentity(device: 0, inode: 0, size: 0, modified: 0)
    let identity = (try? FileIdentity.of(path)) ?? nothing
    found.append(FoundScan(path: path, name: name, identity: identity))
  }

  private mutating func fail(_ path: FilePath) {
    faults.append(Self.fault(path))
  }

  private static func fault(_ path: FilePath) -> InputError.Fault {
    InputError.Fault(path: path.string, reason: Errno(rawValue: errno).description)
  }

  private static func isScan(_ name: [UInt8]) -> Bool {
    let lower = name.map { (65...90).contains($0) ? $0 + 32 : $0 }
    return Inputs.endings.contains {
      lower.count > $0.utf8.count && lower.suffix($0.utf8.count).elementsEqual($0.utf8)
    }
  }

  static func absolute(_ path: FilePath) -> FilePath {
    path.isAbsolute
      ? path.lexicallyNormalized()
      : FilePath(Configuration.currentFolder()).appending(path.components).lexicallyNormalized()
  }

  /// `S_IFDIR`, `S_IFREG`, …; nil, with errno, for what does not exist.
  static func mode(of path: FilePath, followsLinks: Bool = true) -> mode_t? {
    var info = stat()
    let result = path.withPlatformString { followsLinks ? stat($0, &info) : lstat($0, &info) }
    return result == 0 ? info.st_mode & S_IFMT : nil
  }

  /// The names in a folder, sorted; nil, with errno, where it may not be opened.
  private static func entries(of folder: FilePath) -> [[UInt8]]? {
    guard let stream = folder.withPlatformString({ opendir($0) }) else { return nil }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
