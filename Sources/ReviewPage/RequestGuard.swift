#if ReviewPage
  import HTTPTypes
  import Hummingbird
  import NIOCore

  /// A request with the reviewer it comes from.
  struct ReviewContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    var reviewer = ""

    init(source: ApplicationRequestContextSource) {
      coreContext = .init(source: source)
    }
  }

  /// Lets in only this machine's own page, in a reviewer's session; nothing is kept by a browser or seen by others.
  struct RequestGuard: RouterMiddleware {
    typealias Context = ReviewContext

    let reviewers: Reviewers
    /// Cookies do not tell ports apart, nor one server from the next: the name does.
    let cookie = "cijfer-" + Reviewers.secret().prefix(8)

    func handle(
      _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
      var response = try await admitted(request, context, next)
      for (name, value) in Self.headers { response.headers[name] = value }
      return response
    }

    private static let headers: [(HTTPField.Name, String)] = [
      (
        .contentSecurityPolicy,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
          + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
      ),
      (.cacheControl, "no-store"), (.xContentTypeOptions, "nosniff"),
      (HTTPField.Name("Referrer-Policy") ?? .server, "no-referrer"),
      (HTTPField.Name("Cross-Origin-Resource-Policy") ?? .server, "same-origin"),
    ]

    private func admitted(
      _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response
    ) async throws -> Response {
      let host = request.head.authority ?? ""
      // A page elsewhere may give its own name this machine's address: only this machine's names count.
      guard Self.isLocal(host) else { return Self.refusal("this address is not served") }
      if request.method != .get {
        guard request.headers[.origin] == "http://" + host else { return Self.refusal("a foreign page asks") }
      }
      if request.uri.path == "/", let token = request.uri.queryParameters["token"] {
        return await enter(String(token))
      }
      guard let session = request.cookies[cookie]?.value, let reviewer = await reviewers.reviewer(session)
      else {
        return Self.refusal(
          "there is no such session: open the address that cijfer printed, once; start it again for a new one"
        )
      }
      var context = context
      context.reviewer = reviewer
      do {
        return try await next(request, context)
      } catch let error as HTTPError {
        return Response(
          status: error.status, headers: [.contentType: "text/plain; charset=utf-8"],
          body: .init(byteBuffer: ByteBuffer(string: error.body ?? "\(error.status)")))
      }
    }

    private func enter(_ token: String) async -> Response {
      guard let session = await reviewers.enter(token) else {
        return Self.refusal("this address is wrong or was used before: start cijfer again for a new one")
      }
      return Response(
        status: .seeOther,
        headers: [
          .location: "/", .setCookie: "\(cookie)=\(session); Path=/; HttpOnly; SameSite=Strict",
        ])
    }

    private static func isLocal(_ host: String) -> Bool {
      let name = host.split(separator: ":", omittingEmptySubsequences: false).first ?? ""
      return name == "127.0.0.1" || name == "localhost"
    }

    private static func refusal(_ reason: String) -> Response {
      Response(
        status: .forbidden, headers: [.contentType: "text/plain; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: "Refused: \(reason).\n")))
    }
  }
#endif
