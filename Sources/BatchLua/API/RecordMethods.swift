internal import CLua

/// The methods of records.
extension HostFunction {
  static let recordMethods: [HostFunction] = [
    HostFunction(
      "record:copy", returns: ["self"],
      "An independent record with the same contents.",
      example: """
        local a = batch.BatchRequestCounts{ total = 1 }
        local b = a:copy()
        b.total = 2
        assert(a.total == 1)
        """
    ) { state, call in try state.copy(try state.record(call, "copy"), &call) },
    HostFunction(
      "record:encode", returns: ["string"],
      "Its JSON text, as it would be written.",
      example: """
        local text = batch.BatchRequestCounts{ total = 1 }:encode()
        assert(text == '{"total":1,"completed":0,"failed":0}')
        """
    ) { state, call in try state.encode(try state.record(call, "encode"), &call) },
    HostFunction(
      "record:validate", returns: ["batch.BatchError[]"],
      """
      What is wrong with it, as the service would say: all of it, keys that stand twice too. An \
      empty list when it is valid. A run checks written requests by the same rules: what no \
      service takes is an error, what the service would refuse later a warning at the end. Of repeated \
      keys a run tells those at the top of the body that it looks at anyway: model, messages, input, \
      prompt, images, stream, store and metadata; contents and max_tokens in place of input and \
      prompt where the shape has other bodies than OpenAI's. Other repeated keys pass in silence.
      """,
      example: #"assert(#batch.BatchRequestCounts{}:validate() == 0)"#
    ) { state, call in try state.validate(try state.record(call, "validate"), &call) },
  ]
}
