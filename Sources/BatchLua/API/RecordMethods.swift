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
    ) { engine, call in try engine.copy(try engine.record(call, "copy"), &call) },
    HostFunction(
      "record:encode", returns: ["string"],
      "Its JSON text, as it would be written.",
      example: """
        local text = batch.BatchRequestCounts{ total = 1 }:encode()
        assert(text == '{"total":1,"completed":0,"failed":0}')
        """
    ) { engine, call in try engine.encode(try engine.record(call, "encode"), &call) },
    HostFunction(
      "record:validate", returns: ["batch.BatchError[]"],
      "What is wrong with it, as the service would say; an empty list when it is valid.",
      example: #"assert(#batch.BatchRequestCounts{}:validate() == 0)"#
    ) { engine, call in try engine.validate(try engine.record(call, "validate"), &call) },
    HostFunction(
      "record:ok", returns: ["boolean"],
      "Whether the request succeeded: no error, a response, a status of 200 to 299.",
      example: """
        local out = batch.BatchRequestOutput{ custom_id = "a", response = { status_code = 200 } }
        assert(batch.BatchRequestOutput.decode(out:encode()):ok())
        """
    ) { engine, call in
      let record = try engine.record(call, "ok")
      call.return(bl_value(boolean: try engine.seen(record) { $0.isSuccess($1) }))
    },
    HostFunction(
      "record:failure", returns: ["string?", "string?"],
      "Code and message of a failure, wherever the provider put them; nothing for a success.",
      example: """
        local out = batch.BatchRequestOutput.decode(
          '{"custom_id":"a","response":null,"error":{"code":"batch_expired","message":"late"}}')
        assert(out:failure() == "batch_expired")
        """
    ) { engine, call in
      let record = try engine.record(call, "failure")
      let failure = try engine.seen(record) { $0.isSuccess($1) ? nil : $0.failure($1) }
      if let failure { engine.return(failure, &call) }
    },
  ]
}
