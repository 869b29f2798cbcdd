extension ScanOptions {
  /// These options for a second pass: its progress includes what the earlier pass has read.
  func following(_ earlier: RunSummary) -> ScanOptions {
    guard let tell = onProgress else { return self }
    var options = self
    options.onProgress = { summary in
      var both = summary
      both.read += earlier.read
      both.bytesRead += earlier.bytesRead
      both.seconds += earlier.seconds
      tell(both)
    }
    return options
  }
}
