/// An event of a run, passed to `RunOptions.onEvent`. Later releases may add cases.
public enum RunEvent: Sendable {
  /// The counts so far, from time to time.
  case progress(RunSummary)
  /// A line of the script's log, with its level ("info", "warning", "error") and the record that it
  /// was written for.
  case log(level: String, text: String, input: InputPosition?)
  /// A message for people, as passed to `onMessage`, including those of the log.
  case message(String)
}
