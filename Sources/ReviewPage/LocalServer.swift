#if ReviewPage
  import Hummingbird
  import Logging
  import NIOCore

  /// Pages of this program, served on this machine alone, to who was invited.
  struct LocalServer: Sendable {
    /// What is served, behind the guard that it is given.
    let router: @Sendable (RequestGuard) -> Router<ReviewContext>

    /// Serves until interrupted.
    ///
    /// - Parameters:
    ///   - port: 0 for any that is free.
    ///   - names: of who is invited.
    ///   - started: is told each one's address once it can be opened.
    /// - Throws: `ReviewServerError` where the port cannot be had.
    func run(
      port: Int, names: [String], started: @escaping @Sendable (_ name: String, _ address: String) -> Void
    ) async throws {
      var logger = Logger(label: "review")
      logger.logLevel = .critical
      let reviewers = Reviewers()
      let application = Application(
        router: router(RequestGuard(reviewers: reviewers)),
        configuration: .init(address: .hostname("127.0.0.1", port: port)),
        onServerRunning: { channel in
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

  /// Why a page cannot be served.
  package struct ReviewServerError: Error, Hashable, Sendable {
    package var reason: String
  }
#endif
