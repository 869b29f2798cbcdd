/// The name among `candidates` that `name` was most likely meant to be: at most a third of its
/// letters differ (Levenshtein distance, swapped neighbours count once), or only their case.
package func nearName(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.utf8.prefix(64))
  var best: (name: String, distance: Int)?
  for candidate in candidates where candidate != name {
    if candidate.lowercased() == name.lowercased() { return candidate }
    let distance = editDistance(wanted, Array(candidate.utf8.prefix(64)))
    if distance <= max(1, wanted.count / 3), distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.name
}

private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}

/// The message for a column that the rows of a file do not have.
func noColumn(_ name: String, among names: [String]) -> String {
  let message = "the row has no column '\(name)'"
  if let near = nearName(to: name, among: names) { return message + "; did you mean '\(near)'?" }
  if names.count == 1, let other = [";", "\t", "|", ","].first(where: names[0].contains) {
    let separator = other == "\t" ? "\\t" : String(other)
    return message + "; it has one, '\(names[0])': is the separator \"\(separator)\"?"
  }
  return message + "; it has \(names.joined(separator: ", "))"
}
