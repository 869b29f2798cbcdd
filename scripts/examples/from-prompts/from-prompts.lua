-- Makes a request of each line of a text file, with one system message for all.
-- batchlua run -D prompts=prompts.txt -D system=system.txt from-prompts.lua

options = {
  prompts = { type = "file", required = true, help = "a text file with one prompt a line" },
  system = { type = "file", required = true, help = "a file that is the system message" },
}

function begin()
  local system = batch.readfile(args.system)
  local number = 0
  for line in batch.lines(args.prompts) do
    -- Blank lines count, so that an id tells the line in the file.
    number = number + 1
    if line:find("%S") then
      batch.emit(batch.BatchRequestInput{
        custom_id = string.format("prompt-%05d", number),
        url = batch.BatchEndpoint.responses,
        body = { model = "gpt-5-mini", instructions = system, input = line },
      })
    end
  end
end
