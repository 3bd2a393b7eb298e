import Foundation
import Glibc
import Testing

/// What the review page lets in and what it says, asked over the wire.
@Suite("Review page") struct ReviewPageTests {
  /// A review that is being served.
  private final class Review {
    let scratch = try? Scratch()
    let process: Process
    let out: String
    let port: UInt16
    let tokens: [String]

    init(reviewers: [String] = ["anna"]) throws {
      guard let scratch else { throw Unavailable() }
      let scans = try scratch.samples("transfer-stray-ink.tif", "letter.tif")
      out = scratch.path("out")
      #expect(try Program.run(["run", scans, "--out", out, "-q"]).code == 4)
      let arguments = ["review", out, "--port", "0"] + reviewers.flatMap { ["--reviewer", $0] }
      process = try Program.start(arguments, output: scratch.path("addresses"))
      var lines: [Substring] = []
      for _ in 0..<200 where lines.count < reviewers.count {
        usleep(50_000)
        lines = try scratch.text("addresses").split(separator: "\n")
      }
      let addresses = lines.compactMap { URLComponents(string: String($0.split(separator: "\t").last ?? "")) }
      tokens = addresses.compactMap { $0.queryItems?.first?.value }
      port = UInt16(addresses.first?.port ?? 0)
      guard tokens.count == reviewers.count else { throw Unavailable() }
    }

    deinit { process.terminate() }

    /// Sends a request; headers of the answer in front.
    func ask(
      _ method: String, _ path: String, host: String? = nil, origin: String? = nil, cookie: String? = nil,
      body: String = ""
    ) throws -> String {
      var lines = ["\(method) \(path) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")", "Connection: close"]
      if let origin { lines.append("Origin: \(origin)") }
      if let cookie { lines.append("Cookie: \(cookie)") }
      lines.append("Content-Length: \(body.utf8.count)")
      return try Self.exchange(lines.joined(separator: "\r\n") + "\r\n\r\n" + body, port: port)
    }

    func post(_ path: String, _ body: String, cookie: String) throws -> String {
      try ask("POST", path, origin: "http://127.0.0.1:\(port)", cookie: cookie, body: body)
    }

    /// The cookie that a token is exchanged for.
    func enter(_ token: String) throws -> String {
      let answer = try ask("GET", "/?token=\(token)")
      let line = answer.split(separator: "\r\n").first { $0.lowercased().hasPrefix("set-cookie:") }
      return String(line?.split(separator: " ")[1].dropLast() ?? "")
    }

    private static func exchange(_ request: String, port: UInt16) throws -> String {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let isConnected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      guard isConnected else { throw Unavailable() }
      let bytes = Array(request.utf8)
      guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
        throw Unavailable()
      }
      var answer: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65536)
      while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
        answer += buffer[..<count]
      }
      return String(decoding: answer, as: UTF8.self)
    }
  }

  private struct Unavailable: Error {}

  @Test("a token opens it once, and nothing opens it without") func tokens() throws {
    let review = try Review(reviewers: ["anna", "ben"])
    for path in [
      "/", "/review.js", "/api/session", "/?token=", "/?token=" + String(repeating: "0", count: 64),
    ] {
      #expect(try review.ask("GET", path).hasPrefix("HTTP/1.1 403"))
    }
    let cookie = try review.enter(review.tokens[0])
    #expect(cookie.hasPrefix("cijfer-"))
    #expect(try review.ask("GET", "/?token=\(review.tokens[0])").hasPrefix("HTTP/1.1 403"))
    #expect(try review.ask("GET", "/api/session", cookie: cookie).contains(#""reviewer":"anna""#))
    let other = try review.enter(review.tokens[1])
    #expect(try review.ask("GET", "/api/session", cookie: other).contains(#""reviewer":"ben""#))
  }

  @Test("it answers this machine's own page only, and tells browsers to keep and send nothing") func headers()
    throws
  {
    let review = try Review()
    let cookie = try review.enter(review.tokens[0])
    let page = try review.ask("GET", "/", cookie: cookie)
    #expect(page.hasPrefix("HTTP/1.1 200"))
    for header in [
      "Content-Security-Policy: default-src 'none'; script-src 'self'", "Cache-Control: no-store",
      "Referrer-Policy: no-referrer", "X-Content-Type-Options: nosniff",
    ] {
      #expect(page.contains(header))
    }
    #expect(!page.contains("http://") && !page.contains("https://"))
    #expect(try review.ask("GET", "/", host: "evil.example", cookie: cookie).hasPrefix("HTTP/1.1 403"))
    for origin in [nil, "http://evil.example", "null", "https://127.0.0.1:\(review.port)"] {
      let answer = try review.ask(
        "POST", "/api/next", origin: origin, cookie: cookie, body: #"{"pages":false}"#)
      #expect(answer.hasPrefix("HTTP/1.1 403"))
    }
    #expect(try review.post("/api/next", #"{"pages":false}"#, cookie: cookie).hasPrefix("HTTP/1.1 200"))
  }

  @Test("nothing but the batch's pictures is served") func pictures() throws {
    let review = try Review()
    let cookie = try review.enter(review.tokens[0])
    for path in [
      "/picture/..%2f..%2fledger.sqlite", "/picture/../ledger.sqlite", "/ledger.sqlite", "/crops/",
      "/picture/0000/0", "/picture/x/99999999999999999999", "/page/0000", "/%00",
    ] {
      let answer = try review.ask("GET", path, cookie: cookie)
      #expect(answer.hasPrefix("HTTP/1.1 4"), "\(path)")
      #expect(!answer.contains("SQLite"))
    }
    let next = try review.post("/api/next", #"{"pages":true}"#, cookie: cookie)
    let id = try #require(next.split(separator: #""id":""#).last?.prefix(32))
    #expect(try review.ask("GET", "/picture/\(id)", cookie: cookie).hasPrefix("HTTP/1.1 200"))
    #expect(try review.ask("GET", "/page/\(id)", cookie: cookie).hasPrefix("HTTP/1.1 200"))
  }

  @Test("what cannot be understood is refused and changes nothing") func nonsense() throws {
    let review = try Review()
    let cookie = try review.enter(review.tokens[0])
    for body in ["", "{", "[]", #"{"id":1}"#, #"{"id":"x","action":"delete"}"#] {
      #expect(try review.post("/api/answer", body, cookie: cookie).hasPrefix("HTTP/1.1 400"))
    }
    let gone = try review.post(
      "/api/answer", #"{"id":"x","action":"illegible"}"#, cookie: cookie)
    #expect(gone.contains(#""outcome":"gone""#))
    let large = String(repeating: " ", count: 1 << 19)
    #expect(try review.post("/api/answer", large, cookie: cookie).hasPrefix("HTTP/1.1 413"))
  }

  @Test("an answer outlives a kill, and the outputs follow at the next start") func kill() throws {
    let review = try Review()
    let cookie = try review.enter(review.tokens[0])
    let next = try review.post("/api/next", #"{"pages":false}"#, cookie: cookie)
    let id = try #require(next.split(separator: #""id":""#).last?.prefix(32))
    let answer = try review.post("/api/answer", #"{"id":"\#(id)","action":"illegible"}"#, cookie: cookie)
    #expect(answer.contains(#""outcome":"saved""#))
    Glibc.kill(review.process.processIdentifier, SIGKILL)
    review.process.waitUntilExit()
    let exported = try Program.run(["export", review.out])
    #expect(exported.output.contains(",illegible,"))
    #expect(try Program.run(["run", "--out", review.out, "-q"]).code == 4)
    let fields = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: review.out + "/fields.csv")), as: UTF8.self)
    #expect(fields.contains(",illegible,"))
  }

  @Test("a batch is reviewed by one server at a time; a port that is taken is named") func second() throws {
    let review = try Review()
    #expect(try Program.run(["review", review.out, "--port", "0"]).code == 5)
    let scratch = try Scratch()
    let scans = try scratch.samples("transfer-stray-ink.tif")
    #expect(try Program.run(["run", scans, "--out", scratch.path("out"), "-q"]).code == 0)
    let taken = try Program.run(["review", scratch.path("out"), "--port", "\(review.port)"])
    #expect(taken.code == 1 && taken.errors.contains("port \(review.port)"))
    // Batches may go on beside a review.
    #expect(try Program.run(["run", scans, "--out", review.out, "-q"]).code == 4)
  }
}
