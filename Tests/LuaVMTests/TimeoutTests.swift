import CLua
import Foundation
import Glibc
import LuaVM
import Testing

/// The limit of time: it ends a call, whatever the script does, and not the state.
@Suite(.serialized)
struct TimeoutTests {
  private static let limit = 0.05
  private let vm: VM

  init() throws {
    vm = try VM(host: bl_host(), maxMemory: 64 << 20)
    try limit(to: Self.limit)
  }

  private func limit(to seconds: Double) throws {
    try vm.limitCalls(to: seconds) { place in
      fatalError("a call could not be stopped, at line \(place?.line ?? 0)")
    }
  }

  private func end(of text: String) -> ScriptError? {
    do throws(ScriptError) {
      try vm.run(Array(text.utf8), name: "test.lua")
      return nil
    } catch {
      return error
    }
  }

  private func checkState() {
    #expect(end(of: "assert(coroutine.wrap(function() return pcall(error) end)() == false)") == nil)
    #expect(!vm.isLate)
    vm.close()
    #expect(vm.memory == 0)
  }

  @Test(arguments: [
    "LOOP()",
    "local function f() return f() end f()",
    "repeat local _ = math.abs(1) until false",
    "local t = setmetatable({}, {__index = LOOP}) local _ = t.x",
    "local t = setmetatable({}, {__len = LOOP}) local _ = #t",
    "table.sort({3, 2, 1}, LOOP)",
    "local _ = ('x'):rep(10):gsub('.', LOOP)",
    "error(setmetatable({}, {__tostring = LOOP}))",
    "print(setmetatable({}, {__tostring = LOOP}))",
    "for _ in LOOP do end",
    "load('while true do end')()",
    "for i = 1, math.huge do load('return 1') end",
    "while true do collectgarbage() end",
    "local s = ('x'):rep(1000000) while true do s:upper() end",
  ])
  func loop(text: String) throws {
    let error = try #require(end(of: Self.prelude + text))
    #expect(error.kind == .timeout)
    #expect(vm.isLate)
    #expect(error.position?.source == "test.lua")
    checkState()
  }

  @Test(arguments: [
    "while true do pcall(LOOP) end",
    "pcall(LOOP)",
    "while true do pcall(pcall, LOOP) end",
    "while true do pcall(pcall, pcall, LOOP) end",
    "while true do xpcall(LOOP, LOOP) end",
    "while true do xpcall(LOOP, debug.traceback) end",
    "xpcall(error, LOOP)",
    "while true do pcall(error, setmetatable({}, {__tostring = LOOP})) end",
    "local function f(n) if n == 0 then LOOP() end pcall(f, n - 1) LOOP() end f(150)",
    "while true do coroutine.resume(coroutine.create(LOOP)) end",
    "while true do pcall(coroutine.wrap(LOOP)) end",
    "while true do coroutine.wrap(function() return 1 end)() end",
    "coroutine.wrap(function() coroutine.wrap(function() pcall(LOOP) LOOP() end)() end)() LOOP()",
    "while true do local x <close> = CLOSING end",
    "do local x <close> = CLOSING LOOP() end",
    "local function f(n) local x <close> = CLOSING if n > 0 then f(n - 1) end LOOP() end f(100)",
    "pcall(function() local x <close> = CLOSING LOOP() end) LOOP()",
    """
    local co = coroutine.create(function() local x <close> = CLOSING coroutine.yield() end)
    coroutine.resume(co) coroutine.close(co) LOOP()
    """,
    """
    local co = coroutine.create(function() local x <close> = CLOSING LOOP() end)
    coroutine.resume(co) coroutine.close(co) LOOP()
    """,
    """
    local co = coroutine.wrap(function()
      local x <close> = CLOSING
      pcall(function() coroutine.yield() LOOP() end)
      LOOP()
    end)
    co() pcall(co) pcall(co) LOOP()
    """,
  ])
  func nothingGoesOn(text: String) throws {
    let error = try #require(end(of: Self.prelude + text))
    #expect(error.kind == .timeout)
    checkState()
  }

  private static let prelude = """
    function LOOP() while true do end end
    CLOSING = setmetatable({}, { __close = LOOP })

    """

  @Test func coroutinesFromBeforeTheCallAreStoppedToo() {
    #expect(
      end(of: "CO = coroutine.wrap(function() coroutine.yield() while true do end end) CO()") == nil
    )
    #expect(end(of: "CO()")?.kind == .timeout)
    checkState()
  }

  @Test func placeIsWhereTheTimeWasUp() {
    let error = end(of: "local function f()\n  while true do end\nend\npcall(f)\nf()")
    #expect(error?.position == ScriptError.Position(source: "test.lua", line: 2))
  }

  /// What goes on after the time is up writes nothing any more.
  @Test func nothingHappensAfterIt() throws {
    #expect(
      end(of: Self.prelude + "DONE = 0 pcall(LOOP) DONE = 1")?.kind == .timeout)
    #expect(end(of: "assert(DONE == 0)") == nil)
  }

  /// Each is far below the limit, as a machine may be busy, and all are above it.
  @Test func timesOfCallsDoNotAddUp() throws {
    try limit(to: 1)
    for _ in 0..<60 {
      #expect(end(of: "local e = os.clock() + 0.02 repeat until os.clock() > e") == nil)
    }
  }

  @Test func timeBetweenCallsDoesNotCount() {
    #expect(end(of: "x = 1") == nil)
    usleep(UInt32(Self.limit * 3e6))
    #expect(end(of: "for i = 1, 100 do x = i end") == nil)
  }

  /// Nor does C work on for long that puts keys or elements in order.
  @Test(arguments: [
    "for _ in pairs(T) do end", "for _ in next, T do end", "while true do next(T) end",
    "table.sort(L)",
  ])
  func largeTablesAreLeft(text: String) throws {
    let vm = try VM(host: bl_host(), maxMemory: 1 << 30)
    try vm.run(
      Array(
        """
        T, L = {}, {}
        local start = ('x'):rep(200)
        for i = 1, 1000000 do
          L[i] = start .. i * 7919 % 1000003
          T['some key ' .. i * 7919 % 1000003] = i
        end
        """.utf8), name: "test.lua")
    try vm.limitCalls(to: Self.limit) { _ in fatalError("a call could not be stopped") }
    do throws(ScriptError) {
      try vm.run(Array(text.utf8), name: "test.lua")
      Issue.record("it came to an end")
    } catch {
      #expect(error.kind == .timeout)
    }
    vm.close()
    #expect(vm.memory == 0)
  }

  @Test func straySignalsDoNoHarm() {
    for _ in 0..<100 {
      raise(SIGURG)
      #expect(end(of: "for i = 1, 100 do x = i end") == nil)
    }
    #expect(end(of: Self.prelude + "LOOP()")?.kind == .timeout)
    raise(SIGURG)
    checkState()
  }

  @Test func statesHaveTimesOfTheirOwn() throws {
    let other = try VM(host: bl_host(), maxMemory: 0)
    #expect(end(of: Self.prelude + "LOOP()")?.kind == .timeout)
    try other.run(
      Array("local e = os.clock() + 0.2 repeat until os.clock() > e".utf8), name: "other.lua")
    #expect(!other.isLate)
  }

  /// Lines are timed in calls behind one that took too long, in its thread and in others of Lua.
  @Test func linesAreTimedBehindALateCall() {
    #expect(vm.timeLines())
    let setup = """
      function LOOP() while true do end end
      CO = coroutine.wrap(function() while true do coroutine.yield() LOOP() end end)
      THREAD = coroutine.wrap(function() while true do coroutine.yield(F()) end end)
      function F()
        local n = 0
        return n
      end
      """
    #expect(end(of: setup) == nil)
    #expect(end(of: "CO() THREAD() CO()")?.kind == .timeout)
    #expect(end(of: "LOOP()")?.kind == .timeout)
    func turns() -> Int { vm.timedLines.first { $0.line == 5 }?.turns ?? 0 }
    let before = turns()
    #expect(end(of: "F()") == nil)
    #expect(turns() == before + 1)
    #expect(end(of: "F() THREAD()") == nil)
    #expect(turns() == before + 3)
  }

  /// A call that is interrupted while its time is up ends all the same. Seen by chance only: the
  /// watcher holds a call for microseconds.
  @Test(.timeLimit(.minutes(1)))
  func interruptionsAtTheEndOfTheTime() throws {
    for turn in 0..<400 {
      let vm = try VM(host: bl_host(), maxMemory: 0)
      try vm.limitCalls(to: 0.001) { _ in fatalError("a call could not be stopped") }
      nonisolated(unsafe) let shared = vm
      let done = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        usleep(UInt32(900 + turn % 400))
        shared.interrupt()
        done.signal()
      }
      do throws(ScriptError) {
        try vm.run(Array("while true do end".utf8), name: "test.lua")
        Issue.record("it came to an end")
      } catch {
        #expect(error.kind == .timeout)
      }
      done.wait()
    }
  }
}
