local argparse = require "argparse"
local parser = argparse("prog", "Does things."):add_help(false)
parser:argument("input", "The input.")
parser:option("-o --output", "The output."):default("a.out")
parser:option("-I --include"):count("*")
parser:flag("-v --verbose"):count("0-2"):target("level")
local args = parser:parse { "in.txt", "-vv", "-I", "a", "-Ib", "--output=x" }
print(args.input, args.output, args.level, table.concat(args.include, " "))
print(parser:get_help())
print(parser:pparse { "-x" })
function transform() end
