#if ReviewPage
  import Hummingbird
  import Logging
  import NIOCore
  package import Pipeline

  /// The review page on this machine alone.
  package struct ReviewServer: Sendable {
    private let routes: ReviewRoutes
    private let reviewers = Reviewers()

    /// - Parameter pagePicture: the picture of a page of a scan, as PNG.
    package init(
      desk: ReviewDesk, pagePicture: @escaping @Sendable (_ scan: String, _ page: Int) async throws -> [UInt8]
    ) {
      routes = ReviewRoutes(desk: desk, pagePicture: pagePicture)
    }

    /// Serves until interrupted.
    ///
    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - names: of the reviewers.
    ///   - started: is told each reviewer's address once it can be opened.
    /// - Throws: `ReviewServerError` where the port cannot be had.
    package func run(
      port: Int, names: [String], started: @escaping @Sendable (_ reviewer: String, _ address: String) -> Void
    ) async throws {
      var logger = Logger(label: "review")
      logger.logLevel = .critical
      let guarding = RequestGuard(reviewers: reviewers, cookie: "cijfer-\(port)")
      let application = Application(
        router: routes.router(guarding),
        configuration: .init(address: .hostname("127.0.0.1", port: port)),
        onServerRunning: { [reviewers] channel in
          let port = channel.localAddress?.port ?? port
          for name in names {
            started(name, "http://127.0.0.1:\(port)/?token=\(await reviewers.invite(name))")
          }
        },
        logger: logger)
      do {
        try await application.runService()
      } catch let error as IOError {
        throw ReviewServerError(reason: error.description)
      }
    }
  }

  /// Why the page cannot be served.
  package struct ReviewServerError: Error, Hashable, Sendable {
    package var reason: String
  }
#endif
