-- Runs one check a record, so that each has a line of its own; finish reports what failed.
--
-- check(name, run, expected): `run(rec, body)` must not raise, and when `expected` is given the
-- body is then written as this text.
-- known(name, reason, run, expected): a check that fails for now; when it holds, that fails.
local testing = {}
local checks, failures, next_check = {}, {}, 1

local function add(name, reason, run, expected)
  checks[#checks + 1] = { name = name, reason = reason, run = run, expected = expected }
end

function testing.check(name, run, expected) add(name, nil, run, expected) end

function testing.known(name, reason, run, expected) add(name, reason, run, expected) end

function testing.equal(actual, expected)
  if actual ~= expected then
    error(("got %s, expected %s"):format(tostring(actual), tostring(expected)), 2)
  end
end

-- The error of `run` has `part` in its text.
function testing.fails(part, run, ...)
  local ok, message = pcall(run, ...)
  if ok then error("nothing was raised; expected '" .. part .. "'", 2) end
  message = tostring(message)
  if not message:find(part, 1, true) then
    error("raised '" .. message .. "'; expected '" .. part .. "'", 2)
  end
end

local function hold(check, rec)
  check.run(rec, batch.type(rec) == "BatchRequestInput" and rec.body or nil)
  if check.expected then
    local written = json.encode(rec.body)
    if written ~= check.expected then
      error("written " .. written .. ", expected " .. check.expected, 0)
    end
  end
end

function testing.transform(rec)
  local check = checks[next_check]
  next_check = next_check + 1
  if not check then return false end
  local ok, message = pcall(hold, check, rec)
  if check.reason and ok then
    message = "holds now: make it a check (" .. check.reason .. ")"
    ok = false
  elseif check.reason then
    ok = true
  end
  if not ok then failures[#failures + 1] = check.name .. ": " .. tostring(message) end
  return false
end

function testing.finish()
  local missing = #checks - next_check + 1
  if missing > 0 then error(missing .. " checks had no record to run on", 0) end
  if #failures > 0 then
    error(#failures .. " of " .. #checks .. " checks failed\n" .. table.concat(failures, "\n"), 0)
  end
end

-- What a test script returns.
testing.suite = { transform = testing.transform, finish = testing.finish }
return testing
