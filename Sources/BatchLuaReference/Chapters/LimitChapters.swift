/// The chapters on what a script may take, and what it may reach.
extension Chapter {
  static let limits = Chapter(
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

  static let sandbox = Chapter(
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
}
