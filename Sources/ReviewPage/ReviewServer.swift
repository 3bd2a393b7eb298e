#if ReviewPage
  package import Pipeline

  /// The review page on this machine alone.
  package struct ReviewServer: Sendable {
    private let routes: ReviewRoutes

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
      try await LocalServer(router: routes.router).run(port: port, names: names, started: started)
    }
  }
#endif
