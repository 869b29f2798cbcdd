/// What happens in a run, as it happens. Later releases may have more cases.
public enum RunEvent: Sendable {
  /// What has been done so far, now and then.
  case progress(RunSummary)
  /// A line of the script's log, with its level ("info", "warning", "error") and the record that it
  /// was written for.
  case log(level: String, text: String, input: InputPosition?)
  /// A message for people, as `onMessage` gets it; the log too.
  case message(String)
}
