#if ReviewPage
  /// Who may come in: one token a reviewer, exchanged once for a session.
  package actor Reviewers {
    private var tokens: [String: String] = [:]
    private var sessions: [String: String] = [:]

    package init() {}

    /// A new token of `reviewer`, 64 hex digits.
    package func invite(_ reviewer: String) -> String {
      let token = Self.secret()
      tokens[token] = reviewer
      return token
    }

    /// The session that `token` is exchanged for; nil for a token that is wrong or was used.
    func enter(_ token: String) -> String? {
      guard let reviewer = tokens.removeValue(forKey: token) else { return nil }
      let session = Self.secret()
      sessions[session] = reviewer
      return session
    }

    /// Whose session it is.
    func reviewer(_ session: String) -> String? { sessions[session] }

    /// 64 hex digits that nobody can guess.
    static func secret() -> String {
      var random = SystemRandomNumberGenerator()
      return (0..<32).map { _ in
        let byte = UInt8.random(in: 0...255, using: &random)
        return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }.joined()
    }
  }
#endif
