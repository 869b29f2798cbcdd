local lu = require "luaunit"
local function message(...) return select(2, pcall(...)) end
print(message(lu.assertEquals, { 1, { 2 } }, { 1, { 2 } }))
print(lu.prettystr { 1, a = { "x" } })
local _, e = pcall(lu.assertEquals, { 1, 2 }, { 1, 3 })
print(type(e), e.msg)
print(pcall(lu.assertErrorMsgContains, "xyz", function() error("wxyz") end))
T = {}
function T:testGood() lu.assertTrue(true) end
function T:testBad() lu.assertEquals(1, 2) end
function T:testError() error("e") end
function T:testSkip() lu.skip("later") end
local runner = lu.LuaUnit.new()
runner:setOutputType("nil")
print(runner:runSuiteByInstances { { "T", T } })
print(runner.result.successCount, runner.result.failureCount, runner.result.errorCount)
print(runner.result.skippedCount, runner.result.failedTests[1].msg)
function transform() end
