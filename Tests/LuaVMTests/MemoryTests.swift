import CLua
import LuaVM
import Testing

/// The cap of the Lua heap: final for the run, whatever the script does.
struct MemoryTests {
  private static let cap = 8 << 20

  private func end(of text: String) -> ScriptError.Kind? {
    let vm = try! VM(host: bl_host(), maxMemory: Self.cap)
    var kind: ScriptError.Kind?
    do throws(ScriptError) {
      try vm.run(Array(text.utf8), name: "test.lua")
    } catch {
      kind = error.kind
    }
    #expect(vm.memory <= Self.cap)
    vm.close()
    #expect(vm.memory == 0)
    return kind
  }

  @Test(arguments: [
    "local s = 'x' while true do s = s .. s end",
    "local t = {} while true do t[#t + 1] = {} end",
    "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end",
    "string.pack('c2147483647', '')",
    "local t = {} for i = 1, 1e8 do t[i] = coroutine.create(function() end) end",
    "local s, t = ('x'):rep(1000000), {} for i = 1, 100 do t[i] = s end table.concat(t)",
    "local f = function() end while true do local g = f f = function() return g() end end",
    "load(('x=1 '):rep(3000000))",
    "local t = {} for i = 1, 1e8 do t['k' .. i] = i end",
  ])
  func hog(text: String) {
    #expect(end(of: text) == .memory)
  }

  @Test(arguments: [
    "while true do pcall(HOG) end",
    "while true do xpcall(HOG, function() return 1 end) end",
    "while true do xpcall(HOG, HOG) end",
    "while true do coroutine.resume(coroutine.create(HOG)) end",
    "while true do pcall(coroutine.wrap(HOG)) end",
    "while true do pcall(pcall, HOG) end",
    "while true do local x <close> = setmetatable({}, {__close = HOG}) end",
    "while true do coroutine.close(coroutine.create(HOG)) pcall(HOG) end",
    "for i = 1, 1e9 do pcall(error, setmetatable({}, {__tostring = HOG})) pcall(HOG) end",
  ])
  func noProtectedCallGoesOn(loop: String) {
    let hog =
      "function HOG() local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end end\n"
    #expect(end(of: hog + loop) == .memory)
  }

  /// No state, and nothing left of it, when memory is out while it is made.
  @Test func makingAStateFails() {
    var host = bl_host()
    for number in 1... {
      var options = bl_options(
        max_memory: 0, fails_from: number, is_trusted: false, hides_environment: false)
      guard let vm = bl_new(&host, &options) else { continue }
      bl_free(vm)
      #expect(number > 100)
      return
    }
  }

  @Test func memoryThatComesFreeIsNoTrouble() {
    #expect(end(of: "for i = 1, 2000 do local s = ('x'):rep(1 << 20) .. i end") == nil)
  }

  /// What is refused at first and then given, when garbage is gone, is no refusal: neither the next
  /// one nor the one after that is the end. Between them nothing is made, a table only grows.
  @Test func memoryThatComesFreeEachTimeIsNoTrouble() {
    #expect(
      end(
        of: """
          local function hold(count)
            local held = {}
            for i = 1, count do held[i] = ("x"):rep(1 << 18) .. i end
            return held
          end
          A, B = hold(8), hold(16)
          local t = {}
          collectgarbage()
          -- It grows to 2 MiB at the one place, and to 4 MiB at the other.
          for i = 1, (1 << 17) + 1 do
            if i == 1 << 16 then A = nil end
            if i == 1 << 17 then B = nil end
            t[i] = i
          end
          assert(not A and not B)
          """) == nil)
  }

  /// A small heap stays near the core: of garbage there is not much more than 512 KiB.
  @Test func littleGarbageLiesAbout() throws {
    let vm = try VM(host: bl_host(), maxMemory: 0)
    let before = vm.memory
    let text = """
      local most = 0
      for i = 1, 200000 do
        local t = { ("x"):rep(100) .. i }
        most = math.max(most, collectgarbage("count"))
      end
      assert(most * 1024 < \(before + (1 << 20)), most)
      """
    try vm.run(Array(text.utf8), name: "test.lua")
    vm.close()
  }

  @Test(arguments: [1, 2, 10, 100])
  func aStateWithoutMemoryIsAnError(number: Int) {
    let error = #expect(throws: ScriptError.self) {
      try VM(host: bl_host(), maxMemory: 0, failsFrom: number)
    }
    #expect(error?.kind == .memory)
  }

  @Test func tooLongAStringIsAnErrorOfItsOwn() {
    #expect(end(of: "pcall(string.rep, 'x', 1 << 62)") == nil)
  }
}
