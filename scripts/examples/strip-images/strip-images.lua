-- Replaces inline images by a short text, so that a file becomes small; links are kept.
-- batchlua run strip-images.lua input.jsonl
-- batchlua run strip-images.lua responses.jsonl

local function note(url)
  local media_type, data = url:match("^data:([^;]+);base64,(.*)$")
  -- Four characters stand for three bytes.
  return media_type and string.format("[%s of %d bytes removed]", media_type, #data * 3 // 4)
end

-- Chat completions write { url = … }, responses the url itself.
local function url_of(part)
  local image = part.image_url
  return type(image) == "table" and image.url or image
end

function transform(rec)
  local messages = rec.body.messages or rec.body.input
  -- Other endpoints have texts there, and no images.
  if type(messages) ~= "table" then return end
  for _, message in ipairs(messages) do
    local content = type(message) == "table" and message.content
    for i, part in ipairs(type(content) == "table" and content or {}) do
      local url = part.image_url and url_of(part)
      local text = url and note(url)
      if text then
        local kind = part.type == "input_image" and "input_text" or "text"
        content[i] = { type = kind, text = text }
      end
    end
  end
end
