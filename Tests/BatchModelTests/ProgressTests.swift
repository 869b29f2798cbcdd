import Testing

@testable import BatchModel

/// The lines of a record that are taken back one list at a time, few and many.
struct ProgressTests {
  private func request(_ number: Int) -> String {
    #"{"custom_id":"r\#(number)","method":"POST","url":"/v1/responses","#
      + #""body":{"model":"m","input":"x"}}"#
  }

  /// The ids that are refused of these.
  private func refused(_ check: Checker, _ numbers: Range<Int>) throws -> [Int] {
    try numbers.filter { number in
      guard let code = try check.request(request(number)) else { return false }
      #expect(code == .duplicateCustomID("r\(number)"))
      return true
    }
  }

  /// More than are looked through one by one, and back to each number of them.
  @Test(arguments: [1, 15, 16, 17, 18, 40]) func idsThatWereTakenBackAreFree(count: Int) throws {
    for kept in 0..<count {
      let check = Checker()
      #expect(try refused(check, 0..<kept) == [])
      let progress = check.progress
      #expect(try refused(check, kept..<count) == [])
      check.goBack(to: progress)
      #expect(try refused(check, 0..<kept) == Array(0..<kept))
      check.goBack(to: progress)
      // As many again, and more of others.
      #expect(try refused(check, kept..<count + 20) == [])
      #expect(try refused(check, 0..<count + 20) == Array(0..<count + 20))
      check.rollback()
      #expect(try refused(check, 0..<count + 20) == [])
    }
  }

  @Test func whatIsTakenBackIsNotCounted() throws {
    let check = Checker()
    #expect(try check.request(request(1)) == nil)
    let progress = check.progress
    for number in 2...20 {
      let text = request(number).replacing(#""model":"m""#, with: #""model":"n","stream":true"#)
      #expect(try check.request(text) == nil)
    }
    #expect(check.problems == ["streaming_unsupported", "mismatched_model"])
    check.goBack(to: progress)
    check.commit()
    #expect(check.problems == [])
    #expect(try check.request(request(1)) == .duplicateCustomID("r1"))
  }
}
