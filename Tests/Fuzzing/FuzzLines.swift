import BatchLua

/// The first byte chooses what is done with the lines that follow: a script, a type and how the
/// file is packed. Each line is written or refused with its number and code. Throws the first
/// `Mismatch`.
@Sendable package func fuzzLines(_ bytes: [UInt8]) throws {
  guard let choice = bytes.first else { return }
  let text = Array(bytes.dropFirst())
  var run = CheckedRun()
  let script = scripts[Int(choice & 7) % scripts.count]
  (run.code, run.isIdentity) = (script.code, script.isIdentity)
  run.assigns = script.code.contains(" = ")
  run.type = RecordType.allCases[Int(choice >> 3 & 3)]
  if choice >> 5 == 7 { return try run.unpack(text, named: "in.jsonl.gz") }
  if choice >> 5 == 6 { return try run.unpack(text, named: "in.jsonl.zst") }
  // Packed, as these bytes say.
  if text.starts(with: [0x1F, 0x8B, 0x08]) || text.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
    return try run.unpack(text, named: "in.jsonl")
  }
  if choice >> 5 == 5 { run.profile = "generic" }
  let outcome = try run.quarantine(text)
  try run.fail(text, at: outcome.reasons.first)
}

private let scripts: [(code: String, isIdentity: Bool)] = [
  ("", true),
  ("body.model = 'm'", false),
  ("body.messages[1].content = body.messages[1].content:upper() .. req.custom_id", false),
  (
    """
    local function walk(t)
      for k, v in pairs(t) do
        if json.type(v) == "object" or json.type(v) == "array" then walk(v) else t[k] = v end
      end
    end
    walk(req.json or req)
    """, true
  ),
  ("local c = json.copy(req.json or req) assert(json.equal(c, req.json or req))", true),
  ("local r = req.json or req for k in pairs(r) do r[k] = nil end r.custom_id = 'x'", false),
  ("batch.emit(req) req.custom_id = req.custom_id .. '-2' return req", false),
  ("local r = req.json or req r.copy, r.hash = r, json.hash(r) r.text = json.encode(r)", false),
]
