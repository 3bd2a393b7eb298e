#if ReviewPage
  import FoundationEssentials
  import HTTPTypes
  import Hummingbird
  import NIOCore
  import NIOFoundationEssentialsCompat
  package import Pipeline
  import SystemPackage

  /// The form editor: a template over the scan of its form, on this machine alone.
  package struct EditorServer: Sendable {
    private let draft: TemplateDraft
    /// The template to begin with.
    private let template: String
    /// Whether the file holds it already.
    private let exists: Bool
    /// The page, upright, as PNG, and its pixels to a millimetre.
    private let picture: [UInt8]
    private let scale: Double

    package init(draft: TemplateDraft, template: String, exists: Bool, picture: [UInt8], scale: Double) {
      (self.draft, self.template, self.exists) = (draft, template, exists)
      (self.picture, self.scale) = (picture, scale)
    }

    /// Serves until interrupted.
    ///
    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - started: is told the address once it can be opened.
    /// - Throws: `ReviewServerError` where the port cannot be had.
    package func run(port: Int, started: @escaping @Sendable (_ address: String) -> Void) async throws {
      try await LocalServer(router: router).run(port: port, names: ["editor"]) { started($1) }
    }

    private func router(_ guarding: RequestGuard) -> Router<ReviewContext> {
      let router = Router(context: ReviewContext.self)
      router.add(middleware: guarding)
      router.get("/") { _, _ in Self.file(PackageResources.editor_html, "text/html; charset=utf-8") }
      router.get("/favicon.ico") { _, _ in Response(status: .noContent) }
      router.get("/editor.js") { _, _ in
        Self.file(PackageResources.editor_js, "text/javascript; charset=utf-8")
      }
      router.get("/editor.css") { _, _ in Self.file(PackageResources.editor_css, "text/css; charset=utf-8") }
      router.get("/scan.png") { _, _ in Self.file(picture, "image/png") }
      router.get("/api/template") { _, _ in
        try Self.json(Opened(template: template, exists: exists, path: draft.path, scale: scale))
      }
      router.post("/api/check") { request, _ in
        try Self.json(Checked(draft.verdict(on: try await Self.text(request)), isSaved: false))
      }
      router.post("/api/save") { request, _ in
        let saving = try Self.saving(try await Self.text(request))
        do {
          switch try draft.save(saving.text, over: saving.known) {
          case .saved(let verdict): return try Self.json(Checked(verdict, isSaved: true))
          case .wrong(let verdict): return try Self.json(Checked(verdict, isSaved: false))
          case .changed(let verdict, let present):
            return try Self.json(Checked(verdict, isSaved: false, present: present ?? ""))
          }
        } catch let error as Errno {
          throw HTTPError(.internalServerError, message: "\(draft.path) cannot be written: \(error)")
        }
      }
      return router
    }

    private struct Opened: Encodable {
      var template: String
      var exists: Bool
      var path: String
      var scale: Double
    }

    /// A text to save, and what the page knows the file to hold; nil for no file.
    private struct Saving: Decodable {
      var text: String
      var known: String?
    }

    private struct Checked: Encodable {
      struct Problem: Encodable {
        var keyPath: String
        var message: String
      }

      var problems: [Problem]
      var saved: Bool
      /// What the file holds, where another has changed it since; empty for no file.
      var present: String?

      init(_ verdict: TemplateDraft.Verdict, isSaved: Bool, present: String? = nil) {
        self.present = present
        problems =
          verdict.problems.map { Problem(keyPath: $0.keyPath, message: $0.message) }
          + verdict.doubts.map { Problem(keyPath: $0.keyPath, message: "\($0.message) (doubtful)") }
        saved = isSaved
      }
    }

    /// Bytes of a request, at most: a template, and what its file held.
    private static let mostBytes = 1 << 21

    private static func text(_ request: Request) async throws -> String {
      let buffer = try await request.body.collect(upTo: mostBytes)
      return String(buffer: buffer)
    }

    private static func saving(_ text: String) throws -> Saving {
      do {
        return try JSONDecoder().decode(Saving.self, from: Data(text.utf8))
      } catch {
        throw HTTPError(.badRequest, message: "the request cannot be understood")
      }
    }

    private static func json(_ value: some Encodable) throws -> Response {
      file(Array(try JSONEncoder().encode(value)), "application/json")
    }

    private static func file(_ bytes: [UInt8], _ type: String) -> Response {
      Response(status: .ok, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
  }
#endif
