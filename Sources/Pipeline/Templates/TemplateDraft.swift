package import Forms
package import SystemPackage

/// A template that is being edited: a file, and all that is wrong with a text that might become it.
package struct TemplateDraft: Sendable {
  /// The file, absolute.
  package let path: String

  package init(path: String) {
    self.path = Files.absolute(path, in: Configuration.currentFolder())
  }

  /// The file's text; nil where there is none yet.
  ///
  /// - Throws: `Errno` where it cannot be read.
  package func text() throws(Errno) -> String? {
    do {
      return String(decoding: try Files.read(FilePath(path)), as: UTF8.self)
    } catch .noSuchFileOrDirectory {
      return nil
    }
  }

  /// What is said of a text.
  package struct Verdict: Sendable {
    /// All that is wrong with it as a form's own file here, each with its key path.
    package var problems: [ConfigurationError.Problem] = []
    /// What may stand there, but was hardly meant.
    package var doubts: [ConfigurationError.Problem] = []
  }

  /// What is right and wrong with `text` as a form's own file here.
  package func verdict(on text: String) -> Verdict {
    resolved(text).verdict
  }

  /// The form that `text` describes.
  ///
  /// - Throws: `ConfigurationError` with every problem found.
  package func form(of text: String) throws(ConfigurationError) -> FormTemplate {
    let (form, verdict) = resolved(text)
    guard let form, verdict.problems.isEmpty else {
      throw ConfigurationError(path: path, problems: verdict.problems)
    }
    return form
  }

  private func resolved(_ text: String) -> (form: FormTemplate?, verdict: Verdict) {
    let problems = ProblemCollector()
    do throws(JSONSyntaxError) {
      let root = try JSONParser.parse(Array(text.utf8))
      let folder = FilePath(path).removingLastComponent().string
      let resolver = ConfigurationResolver(path: path, folder: folder, problems: problems)
      let models = Configuration.Models(digits: "", letters: nil)
      let form = resolver.resolve(form: root, models: models).forms.first
      return (form, Verdict(problems: problems.problems, doubts: problems.doubts))
    } catch {
      problems.add(KeyPath(), "\(error.position): \(error.message)")
      return (nil, Verdict(problems: problems.problems))
    }
  }

  /// What became of a text that was to be saved.
  package enum Saving: Sendable {
    case saved(Verdict)
    /// Something is wrong with it; nothing was written.
    case wrong(Verdict)
    /// The file holds neither what was known of it nor this text, but `present`; nothing was written.
    case changed(Verdict, present: String?)
  }

  /// Writes `text` where nothing is wrong with it and the file still holds `known`, nil for no file.
  ///
  /// - Throws: `Errno` where it cannot be read or written.
  package func save(_ text: String, over known: String?) throws(Errno) -> Saving {
    let verdict = verdict(on: text)
    if !verdict.problems.isEmpty { return .wrong(verdict) }
    let present = try self.text()
    if present != known, present != text { return .changed(verdict, present: present) }
    try Files.write(Array(text.utf8), to: FilePath(path))
    return .saved(verdict)
  }
}
