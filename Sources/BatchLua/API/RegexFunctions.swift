/// Declarations of `batch.regex` and its objects, which are implemented in C.
extension HostFunction {
  static let regexes: [HostFunction] = [
    HostFunction(
      "batch.regex", [Parameter("pattern", "string"), Parameter("flags", "string?")],
      returns: ["batch.regex"],
      """
      Compiles a regular expression by PCRE2: what Perl and most other languages understand. It \
      takes and gives UTF-8; \\\\w, \\\\d, \\\\s and \\\\b know the letters of all languages. Flags: i (letters \
      of any case), m (^ and $ at each line), s (. takes line ends), x (blanks and comments in the \
      pattern), a (\\\\w, \\\\d, \\\\s and \\\\b of ASCII only). A pattern that is none is an error with the \
      byte offset. A match that takes more than 5 million steps or 64 MiB is an error, so that no \
      pattern runs on and on; \\\\C is not available.
      """,
      example: #"""
        local date = batch.regex([[(\d{4})-(\d\d)-(\d\d)]])
        function transform(req)
          local year = date:match(req.custom_id)
          if year then req.body.metadata = { year = year } end
        end
        assert(date:match("on 2026-11-30") == "2026")
        assert(batch.regex("größe", "i"):test("GRÖSSE, GRÖßE"))
        """#),
    HostFunction(
      "regex:test", [Parameter("text", "string"), Parameter("init", "integer?")],
      returns: ["boolean"],
      "Whether it matches somewhere in a text, from byte init on.",
      example: #"assert(batch.regex("^a.c$"):test("abc"))"#),
    HostFunction(
      "regex:match", [Parameter("text", "string"), Parameter("init", "integer?")],
      returns: ["any", "..."],
      """
      The captures of the first match from byte init on, as string.match gives them: the whole match \
      when there are none, false for a group that had no part in it, nil when nothing matches. When \
      groups have names it is one table instead: the whole match under 0, the captures by number \
      and by name.
      """,
      example: #"""
        local key, value = batch.regex("(\\w+)\\s*=\\s*(\\w+)"):match("  n = 5")
        assert(key == "n" and value == "5")
        local found = batch.regex("(?<user>\\w+)@(?<host>[\\w.]+)"):match("write to joe@example.com")
        assert(found.user == "joe" and found.host == "example.com" and found[2] == found.host)
        assert(found[0] == "joe@example.com")
        """#),
    HostFunction(
      "regex:gmatch", [Parameter("text", "string"), Parameter("init", "integer?")],
      returns: ["fun(): any, ..."],
      "For loops: what match gives, for one match after the other.",
      example: #"""
        local words = {}
        for word in batch.regex("\\w+"):gmatch("Füße, naïve") do words[#words + 1] = word end
        assert(#words == 2 and words[2] == "naïve")
        """#),
    HostFunction(
      "regex:gsub",
      [
        Parameter("text", "string"), Parameter("replacement", "string|table|function"),
        Parameter("n", "integer?"),
      ],
      returns: ["string", "integer"],
      """
      The text with all matches replaced, at most n, and their number, as string.gsub does: in a \
      string %1 to %9 and %{name} are captures, %0 is the match and %% a percent sign; a table is \
      asked for the first capture, a function is called with what match gives, and where they have \
      nothing the match stays.
      """,
      example: #"""
        local text, count = batch.regex("(\\w+)@(\\w+)"):gsub("joe@home", "%2 at %1")
        assert(text == "home at joe" and count == 1)
        local hidden = batch.regex("(?<user>\\w+)@"):gsub("joe@home", function(m)
          return ("x"):rep(#m.user) .. "@"
        end)
        assert(hidden == "xxx@home")
        """#),
    HostFunction(
      "regex:split", [Parameter("text", "string")], returns: ["string[]"],
      "The list of what stands between the matches; between characters when the match is empty.",
      example: #"""
        local parts = batch.regex("\\s*[,;]\\s*"):split("a , b;c")
        assert(#parts == 3 and parts[2] == "b")
        """#),
  ]
}
