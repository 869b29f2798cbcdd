internal import BatchLua

/// A chapter of the reference about a part of the API as a whole.
struct Chapter: Sendable {
  let name: String
  let title: String
  /// Paragraphs, lists with "- " before an item.
  let text: String
  let example: String

  static let all: [Chapter] = [
    script, lua, order, records, results, values, limits, sandbox,
  ]

  private static let script = Chapter(
    name: "script", title: "Scripts",
    text: """
      A script is a Lua 5.4 file that defines transform, filter or both, and may define begin, \
      finish, options and stateless: as globals, or in a table that it returns. Its top level runs \
      once; locals and globals live from record to record, in the order of the input.

      `-e CODE` is the body of transform with the locals req and body. It is tried as an expression \
      first, which filters: nil and false drop the record.

      A file that begins with `#!/usr/bin/env -S batchlua run` and is executable is a program.

      There are Lua's string, table, math, utf8 and coroutine; os.time, os.date, os.clock, \
      os.difftime and os.getenv; require for modules beside the script and under -L. print writes \
      to standard error, with control characters as escapes. The globals batch, json and args are what this reference is about.

      Misspelt names are reported, with similar ones, before anything is read: a global that nothing \
      defines, and a function or setting that nothing uses, such as `function trasform`. To read \
      what batch, json or a set of names such as batch.BatchStatus does not have is an error where it \
      happens, and so is args.NAME when the script has options, but none of that name. rawget asks \
      whether something is there.
      """,
    example: """
      return {
        options = { model = { default = "gpt-5-mini" } },
        transform = function(req) req.body.model = args.model end,
      }
      """)

  private static let order = Chapter(
    name: "order", title: "The same on every run",
    text: """
      The same script and input give the same output on every run, with any `--jobs`, as long as the \
      script takes nothing else from outside: the clock, the environment, other files, and the \
      machine's memory, which collectgarbage("count") and weak tables show.

      - pairs and next walk a Lua table in the order of its keys: integers from 1 ascending, other \
      numbers ascending, strings by their bytes, false, true, json.null. Last come tables, then \
      functions, first those of Lua itself, then records and JSON values, then coroutines: each in \
      the order in which they were made, records and JSON values in that of their text. JSON \
      objects keep the order of their text.
      - What is deleted during a walk does not come any more; what is added may come or not.
      - `next(t)` of a table without `t[1]` looks at all keys for the first one.
      - table.sort keeps equal elements in their order.
      - math.random begins with the same state on every run, also after `math.randomseed()`. With \
      stateless = true its numbers follow from the record.
      - tostring, print, %s and %p number tables, functions and coroutines where Lua shows an \
      address; with stateless = true the numbers begin anew with each record.
      - The length of a table with holes is one of several, as in any Lua, and may be another one \
      on the next run.
      """,
    example: """
      local keys = {}
      for key in pairs { b = 1, a = 2, 7, [2.5] = 3, [true] = 4 } do
        keys[#keys + 1] = tostring(key)
      end
      assert(table.concat(keys, " ") == "1 2.5 a b true")
      """)

  private static let lua = Chapter(
    name: "lua", title: "Differences from Lua",
    text: """
      Scripts are in Lua 5.4, and modules in pure Lua work: with `-L /usr/share/lua/5.4` for example \
      Penlight, inspect, luaunit, luassert, dkjson, argparse and MessagePack. What differs:

      - require finds libraries, package.preload, and files beside the script and under `-L DIR`, as \
      DIR/?.lua and DIR/?/init.lua. package.path is there to be read; package.cpath, loadlib, \
      searchers and searchpath are absent. C modules and bytecode are never loaded, and string.dump, \
      dofile and loadfile are absent.
      - io.write, io.stdout and io.stderr write to standard error, since standard output carries \
      data. Nothing is read or opened by io: its other functions are errors that name what to take \
      instead, such as batch.lines, batch.readfile and batch.writer.
      - os has time, date, clock, difftime and getenv.
      - `--allow-io` gives a script Lua's own io and all of os, for scripts that one trusts like any \
      program. io.stdout and the output of programs that it starts are standard error then, and \
      standard input is empty where the records come from it. os.exit is an error, since the output \
      would be lost; os.setlocale knows "C" alone.
      - debug has traceback. Modules that require loads also find getinfo without functions, \
      getmetatable as ever, setmetatable for tables, and hooks that do nothing. Penlight's getfenv \
      and setfenv do not work.
      - The metatable of strings is protected, and there are no finalizers (__gc). collectgarbage \
      takes "collect", "count" and "step".
      - `%p` is "(null)" for strings too, and a number for others. The order of pairs is fixed. \
      table.sort takes an order function that contradicts itself.
      - Functions of table refuse to move more than 50,000,000 elements; load takes 16 MiB, also in \
      pieces.
      - debug.traceback calls a global function of a script "global 'name'".
      - Warnings of warn are shown until `warn("@off")`.
      """,
    example: """
      package.preload.greeting = function() return { text = "hello" } end
      assert(require("greeting").text == "hello" and require("string") == string)
      assert(not pcall(io.open, "system.txt"))
      """)

  private static let limits = Chapter(
    name: "limits", title: "Limits",
    text: """
      `--timeout SECONDS` is the time of one call into the script: its top level, begin, filter and \
      transform of one record together with the writing of its values, finish. A record that takes \
      longer fails, and `--on-error` says what becomes of it. What batchlua waits for by itself, \
      such as the reader of its output, does not count. `--max-memory SIZE` is what the script's memory \
      may take, such as 512M, 2GiB or 500MB; K, M, G and T, alone or with iB, are powers of 1024, with B powers \
      of 1000. It is half of the machine's memory when nothing is said. A script that wants more \
      ends the run.

      - pcall, xpcall and coroutines do not go on after either, message handlers and closing \
      variables do not run, and there are no finalizers (__gc).
      - Work that Lua cannot interrupt, such as a pattern that tries very many ways, ends the run a \
      second later, whatever `--on-error` says, with exit code 4. No file is put in place.
      - A function of table takes 50,000,000 elements at most, load and scripts 16 MiB of text.
      - A JSON text that a script makes or changes has at most 256 MiB, and so have the lines that \
      are written to a file for one record, when there are several. A line that stays as it was may \
      be as long as `--max-line` says.
      - What a script adds to JSON values counts for `--max-memory` beside Lua's memory, and so do \
      texts that it decodes: of about a megabyte of lines at once, until they are written. The \
      lines themselves do not count.
      """,
    example: """
      -- 20,000 characters and three lazy repetitions: hours
      local slow = ".-.-.-b"
      -- the same in no time
      assert(not ("x"):rep(20000):find("b", 1, true))
      """)

  private static let sandbox = Chapter(
    name: "sandbox", title: "Scripts that are not trusted",
    text: """
      With `--sandbox` the script runs in a process of its own, which the kernel has sealed before \
      it sees the script (seccomp, and Landlock where there is one): it cannot open files, start \
      programs or processes or make sockets, whatever fault of Lua it may use. Inputs, outputs and \
      the rejects were opened before; their names are given to them outside, when the script has \
      ended well.

      - batch.reader, batch.lines, batch.csv, batch.readfile and batch.writer are errors. What the \
      script is to read must be an input, what it writes goes to the main output.
      - os.getenv gives nil, but for TZ.
      - require gives modules beside the script and under -L, as ever; the other process reads them. \
      So a script can read the Lua files there, and no others.
      - The process may take `--max-memory`, for each of its `--jobs`, and 1 GiB for what is not \
      Lua's; a day of processor time; and for its files nine tenths of the free space. It leaves no core dumps.
      - When it dies of that, or of a fault, the run ends with exit code 4 and nothing is written.

      A script may still spend your time, and write nonsense: `--timeout` ends the first. What it \
      prints is shown with its control characters as escapes, as it is without a sandbox.
      """,
    example: """
      local model = os.getenv("MODEL") or "gpt-5-mini"
      local isSealed = not pcall(batch.readfile, "system.txt")
      """)

  private static let records = Chapter(
    name: "records", title: "Records",
    text: """
      A line is a BatchRequestOutput when it has response or error beside custom_id, else a \
      BatchRequestInput when it has body, url or method; `--type` says it outright, and for other \
      services see profiles. Each type of \
      the batch model is made by calling it with a table of its fields, or from JSON text with \
      decode.

      - Fields are typed: a field of another type is an error at the line that assigns it, and so \
      is a field that the type does not have.
      - Reading is lenient: a missing or null field reads nil, an odd one as it is.
      - Fields of model types read as records, other objects and arrays as JSON values.
      - A table in such a field, or in a list of records, is checked all the way down and becomes a \
      record; it may lack fields, which validate reports.
      - A record may be kept after its line.
      """,
    example: """
      local req = batch.BatchRequestInput{
        custom_id = "a", url = batch.BatchEndpoint.chat_completions,
        body = { model = "gpt-5-mini", messages = { { role = "user", content = "Hi" } } },
      }
      assert(req.method == "POST" and batch.type(req) == "BatchRequestInput")
      assert(not pcall(function() req.custom_id = 5 end))
      assert(not pcall(function() return req.model end))
      """)

  private static let values = Chapter(
    name: "values", title: "JSON values",
    text: """
      A JSON object or array behaves as a Lua table does, except that a null field reads nil; what \
      a script does not touch is written back byte for byte.

      - A null field reads nil; json.has tells null from absent, and pairs yields json.null for it. \
      A null element of an array is json.null.
      - `o.k = json.null` writes null, `o.k = nil` deletes.
      - Assigned tables count by reference, and are encoded when the record is written. A table with \
      keys 1 to n is an array, with string keys an object; empty, it is an object unless it stands \
      for an array; json.array and json.object say it outright; json.object writes integer keys as \
      strings.
      - Values may be assigned across records, and are written verbatim. json.copy gives plain tables.
      - Keys keep their order, new ones come last; those of a Lua table come in a fixed order: \
      keys of the batch format as it documents them, then others by their bytes.
      - Half of a surrogate pair (`\\ud83d` alone), which most services refuse, reads as U+FFFD; to \
      assign that text back is a change and writes it. Lines that still hold one are counted in a \
      warning, and record:validate finds them.
      - Integers are Lua integers when they fit 64 bits, else a json.number, written as it was. Its \
      text (tostring, `..`, %s, table.concat) has all digits; operators and math compute with it as \
      a float, and it is equal to one of the same digits only. As a key of a Lua table it counts \
      by identity, so that two equal ones are two keys: use tostring(v) as the key. It is no Lua \
      integer: %d refuses it.
      - pairs, ipairs, #, next, type, table.insert, remove, sort, concat and unpack work on them.
      - Arrays have the methods insert, remove, map, filter, find and extend.
      """,
    example: """
      local body = json.decode('{"stop":null,"messages":[{"role":"user"}],"n":1}')
      assert(body.stop == nil and json.has(body, "stop"))
      table.insert(body.messages, 1, { role = "system" })
      body.n = nil
      local text = '{"stop":null,"messages":[{"role":"system"},{"role":"user"}]}'
      assert(json.encode(body) == text)
      """)
}
