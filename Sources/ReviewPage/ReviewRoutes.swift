#if ReviewPage
  import FoundationEssentials
  import HTTPTypes
  import Hummingbird
  import NIOCore
  import NIOFoundationEssentialsCompat
  import Ledger
  import Pipeline

  /// What the page asks for, each answered by the desk.
  struct ReviewRoutes: Sendable {
    let desk: ReviewDesk
    /// The picture of a page of a scan, as PNG.
    let pagePicture: @Sendable (_ scan: String, _ page: Int) async throws -> [UInt8]

    @Sendable func router(_ guarding: RequestGuard) -> Router<ReviewContext> {
      let router = Router(context: ReviewContext.self)
      router.add(middleware: guarding)
      addPage(to: router)
      addPictures(to: router)
      addFields(to: router)
      addOthers(to: router)
      return router
    }

    private func addPage(to router: Router<ReviewContext>) {
      router.get("/") { _, _ in Self.file(PackageResources.review_html, "text/html; charset=utf-8") }
      router.get("/favicon.ico") { _, _ in Response(status: .noContent) }
      router.get("/review.css") { _, _ in Self.file(PackageResources.review_css, "text/css; charset=utf-8") }
      let scripts = [
        "review.js": PackageResources.review_js, "stage.js": PackageResources.stage_js,
        "server.js": PackageResources.server_js, "field.js": PackageResources.field_js,
        "group.js": PackageResources.group_js, "page.js": PackageResources.page_js,
        "dialogs.js": PackageResources.dialogs_js,
      ]
      for (name, bytes) in scripts {
        router.get(RouterPath("/" + name)) { _, _ in Self.file(bytes, "text/javascript; charset=utf-8") }
      }
    }

    private func addPictures(to router: Router<ReviewContext>) {
      router.get("/picture/:id") { _, context in
        try Self.picture(try await desk.picture(of: try context.parameters.require("id")))
      }
      router.get("/picture/:id/:box") { _, context in
        let (id, box) = (
          try context.parameters.require("id"), try context.parameters.require("box", as: Int.self)
        )
        return try Self.picture(try await desk.picture(of: id, box: box))
      }
      router.get("/strip/:id") { _, context in
        try Self.picture(try await desk.strip(of: try context.parameters.require("id")))
      }
      router.get("/page/:id") { _, context in
        guard let place = try await desk.scan(of: try context.parameters.require("id")) else {
          throw HTTPError(.notFound, message: "there is no such item")
        }
        guard ReviewDesk.isAsRead(place.scan) else {
          throw HTTPError(.notFound, message: "the scan is gone or has other bytes than were read")
        }
        do {
          return try Self.picture(try await pagePicture(place.scan.path, place.page))
        } catch {
          throw HTTPError(.notFound, message: "the scan cannot be read any more")
        }
      }
    }

    private func addFields(to router: Router<ReviewContext>) {
      router.get("/api/session") { _, context in
        try Self.json(Session(reviewer: context.reviewer, waiting: await desk.waiting))
      }
      router.post("/api/next") { request, context in
        struct Asked: Decodable { var pages: Bool }
        let asked = try await Self.body(request, as: Asked.self)
        let item = try await desk.next(for: context.reviewer, pages: asked.pages)
        return try Self.json(Next(item: item, waiting: await desk.waiting))
      }
      router.post("/api/open") { request, context in
        let asked = try await Self.body(request, as: Named.self)
        let item = try await desk.open(asked.id, for: context.reviewer)
        return try Self.json(Next(item: item, waiting: await desk.waiting))
      }
      router.post("/api/check") { request, context in
        struct Asked: Decodable {
          var id: String
          var cells: [String]
        }
        let asked = try await Self.body(request, as: Asked.self)
        return try Self.json(
          Fault(fault: try await desk.check(asked.id, asked.cells, by: context.reviewer)))
      }
      router.post("/api/answer") { request, context in
        try Self.json(
          try await desk.answer(try await Self.body(request, as: FieldAnswer.self), by: context.reviewer))
      }
      router.post("/api/page") { request, context in
        try Self.json(
          try await desk.answer(try await Self.body(request, as: PageAnswer.self), by: context.reviewer))
      }
      router.post("/api/undo") { request, context in
        struct Asked: Decodable { var leaving: String? }
        if let leaving = try await Self.body(request, as: Asked.self).leaving {
          await desk.release(leaving, by: context.reviewer)
        }
        let outcome = try await desk.undo(by: context.reviewer)
        return try Self.json(Undone(outcome, waiting: await desk.waiting))
      }
      router.post("/api/renew") { request, context in
        struct Asked: Decodable { var ids: [String] }
        await desk.renew(try await Self.body(request, as: Asked.self).ids, for: context.reviewer)
        return try Self.json(await desk.waiting)
      }
      router.post("/api/release") { request, context in
        struct Asked: Decodable { var ids: [String] }
        for id in try await Self.body(request, as: Asked.self).ids {
          await desk.release(id, by: context.reviewer)
        }
        return try Self.json(await desk.waiting)
      }
    }

    private func addOthers(to router: Router<ReviewContext>) {
      router.post("/api/carpet") { request, context in
        struct Asked: Decodable { var character: String? }
        let asked = try await Self.body(request, as: Asked.self)
        let carpet = try await desk.carpet(of: asked.character, for: context.reviewer)
        return try Self.json(NextCarpet(carpet: carpet, waiting: await desk.waiting))
      }
      router.post("/api/carpet/answer") { request, context in
        try Self.json(
          try await desk.answer(try await Self.body(request, as: CarpetAnswer.self), by: context.reviewer))
      }
      router.get("/api/find") { request, _ in
        try Self.json(try await desk.find(String(request.uri.queryParameters["text"] ?? "")))
      }
      router.get("/api/summary") { _, _ in try Self.json(try await desk.summary()) }
    }

    // MARK: Requests and responses

    private struct Session: Encodable {
      var reviewer: String
      var waiting: ReviewDesk.Waiting
    }

    private struct Next: Encodable {
      var item: ReviewItem?
      var waiting: ReviewDesk.Waiting
    }

    private struct Undone: Encodable {
      /// `nothing`, `held` or `undone`.
      var outcome: String
      var item: ReviewItem?
      var waiting: ReviewDesk.Waiting

      init(_ outcome: UndoOutcome, waiting: ReviewDesk.Waiting) {
        self.waiting = waiting
        switch outcome {
        case .nothing: self.outcome = "nothing"
        case .held: self.outcome = "held"
        case .undone(let item): (self.outcome, self.item) = ("undone", item)
        }
      }
    }

    private struct NextCarpet: Encodable {
      var carpet: Carpet?
      var waiting: ReviewDesk.Waiting
    }

    private struct Fault: Encodable { var fault: String? }

    private struct Named: Decodable { var id: String }

    /// Bytes of a request, at most.
    private static let mostBytes = 1 << 18

    private static func body<Body: Decodable>(_ request: Request, as type: Body.Type) async throws -> Body {
      let buffer = try await request.body.collect(upTo: mostBytes)
      do {
        return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
      } catch {
        throw HTTPError(.badRequest, message: "the request cannot be understood")
      }
    }

    private static func json(_ value: some Encodable) throws -> Response {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return file(Array(try encoder.encode(value)), "application/json")
    }

    private static func picture(_ bytes: [UInt8]?) throws -> Response {
      guard let bytes else { throw HTTPError(.notFound, message: "there is no such picture") }
      return file(bytes, "image/png")
    }

    private static func file(_ bytes: [UInt8], _ type: String) -> Response {
      Response(
        status: .ok, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
  }
#endif
