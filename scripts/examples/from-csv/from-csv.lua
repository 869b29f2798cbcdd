-- Makes a request of each row of a CSV file; the columns are fields by the names in its header.
-- batchlua run -D file=products.csv from-csv.lua

options = { file = { type = "file", required = true, help = "the CSV file" } }

local system = "You write product texts of at most two sentences."
local prompt = "Product: %s\nFacts: %s\nLanguage: %s"

function begin()
  for row in batch.csv(args.file) do
    -- An empty field is an empty string.
    local language = row.language ~= "" and row.language or "English"
    batch.emit(batch.BatchRequestInput{
      custom_id = "product-" .. row.sku,
      url = batch.BatchEndpoint.chat_completions,
      body = {
        model = "gpt-5-mini",
        messages = {
          { role = "system", content = system },
          { role = "user", content = prompt:format(row.name, row.facts, language) },
        },
        max_completion_tokens = 300,
      },
    })
  end
end
