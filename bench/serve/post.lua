-- wrk … -- FILE [close]: POSTs the lines of FILE in turn, each a JSON body; with `close` over a new connection each.
-- Ends with one line of JSON.

local requests, next_one = {}, 0

function init(arguments)
  local headers = {["Content-Type"] = "application/json"}
  if arguments[2] == "close" then headers["Connection"] = "close" end
  for body in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("POST", wrk.path, headers, body)
  end
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end

function done(summary, latency, _)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  io.write(string.format('{"requests": %d, "failed": %d, "seconds": %.6f, "p50": %.1f, "p99": %.1f}\n', summary.requests, failed,
    summary.duration / 1e6, latency:percentile(50), latency:percentile(99)))
end
