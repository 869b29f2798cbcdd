/// The chapters on what a script is, and on its language.
extension Chapter {
  static let script = Chapter(
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

  static let order = Chapter(
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

  static let lua = Chapter(
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
}
