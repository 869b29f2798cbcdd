import Testing

@testable import BatchLua

/// When a run reads standard input.
@Suite struct GivenInputsTests {
  private func options(
    _ inputs: [RunInput], _ change: (inout RunOptions) -> Void = { _ in }
  ) -> RunOptions {
    var options = RunOptions(script: .code("true"), inputs: inputs)
    change(&options)
    return options
  }

  @Test func standardInputIsReadWhenItIsGiven() {
    #expect(options(["a.jsonl", "-"]).readsStandardInput)
    #expect(!options(["a.jsonl"]).readsStandardInput)
  }

  @Test func ofNoInputsItIsReadWhenThatIsAskedFor() {
    #expect(!options([]).readsStandardInput)
    #expect(options([]) { $0.takesStandardInput = true }.readsStandardInput)
    #expect(!options(["a.jsonl"]) { $0.takesStandardInput = true }.readsStandardInput)
    let none = options([]) {
      $0.takesStandardInput = true
      $0.hasNoInput = true
    }
    #expect(none.givenInputs.isEmpty)
  }
}
