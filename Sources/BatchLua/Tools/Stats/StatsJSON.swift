extension StatsReport {
  /// One object for programs, with a line end.
  public var json: String {
    func counts(_ counts: [Count]) -> Report {
      .object(counts.map { ($0.name, .integer($0.count)) })
    }
    return Report.object([
      ("files", .list(files.map { .string($0.description) })), ("profile", .string(profile)),
      ("lines", .integer(lines)), ("bytes", .integer(bytes)), ("others", .integer(others)),
      ("requests", .integer(requests)), ("urls", counts(urls)), ("models", counts(models)),
      ("request_bytes", requestBytes?.report ?? .null),
      ("request_tokens", requestTokens?.report ?? .null),
      ("embedding_inputs", .integer(embeddingInputs)),
      (
        "limits",
        .object(
          limits.map { share in
            (
              share.name,
              .object([("used", .integer(share.used)), ("limit", .integer(share.limit))])
            )
          })
      ),
      ("results", .integer(results)), ("successes", .integer(successes)),
      ("failures", .integer(results - successes)), ("statuses", counts(statuses)),
      ("finish_reasons", counts(finishReasons)),
      ("codes", .object(failures.map { ($0.code, $0.report) })),
      ("usage", .list(usage.map(\.report))), ("cost", cost.map { .double($0) } ?? .null),
    ]).line
  }
}

extension StatsReport.Spread {
  fileprivate var report: Report {
    .object([
      ("sum", .integer(sum)), ("min", .integer(least)), ("median", .integer(median)),
      ("p95", .integer(most95)), ("max", .integer(most)),
      (
        "histogram",
        .list(
          bars.map { bar in
            .object([
              ("from", .integer(bar.from)), ("to", .integer(bar.to)),
              ("count", .integer(bar.count)),
            ])
          })
      ),
    ])
  }
}

extension StatsReport.Failures {
  fileprivate var report: Report {
    .object([("count", .integer(count)), ("id", .string(id)), ("message", .string(message))])
  }
}

extension StatsReport.Usage {
  fileprivate var report: Report {
    .object([
      ("model", .string(model)), ("results", .integer(results)), ("input", .integer(input)),
      ("cached", .integer(cached)), ("output", .integer(output)),
      ("reasoning", .integer(reasoning)), ("cost", cost.map { .double($0) } ?? .null),
    ])
  }
}
