-- Requests from a file, one a line: method, path, cookie, address, body; separated by tabs.
-- At the end one line for bench/load.py: requests, microseconds, p50, p95, errors.
local requests, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local method, path, cookie, address, body =
      line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)$")
    local headers = {
      ["Accept-Encoding"] = "gzip",
      ["Referer"] = "https://" .. wrk.headers["Host"] .. "/",
      ["X-Forwarded-For"] = address,
      ["X-Forwarded-Proto"] = "https",
    }
    if cookie ~= "" then headers["Cookie"] = cookie end
    if body ~= "" then headers["Content-Type"] = "application/x-www-form-urlencoded" end
    requests[#requests + 1] = wrk.format(method, path, headers, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  local e = summary.errors
  print(string.format("bench %d %d %d %d %d", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), e.connect + e.read + e.write + e.status + e.timeout))
end
