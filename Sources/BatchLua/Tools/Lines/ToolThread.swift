/// Runs the work of a tool on a thread with a large stack, for deep values and expressions.
func onToolThread<Result>(_ body: () throws -> Result) throws(RunError) -> Result {
  var result: Result?
  try RunError.only { () throws in result = try onLargeStack(body) }
  return result!
}
