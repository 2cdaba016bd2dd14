-- Counts right answers, and prints what wrk measured as one line of JSON.
-- Arguments: "get" and the status that is right, or "scan" and a file with a bearer token and a
-- badge's code on each line; then a word that no other run has.
local threads = {}
right, wrong = 0, 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  if args[1] == "get" then
    local status = tonumber(args[2])
    response = function(found)
      if found == status then right = right + 1 else wrong = wrong + 1 end
    end
    return
  end
  local run, scans, number = args[3], {}, 0
  for line in io.lines(args[2]) do
    local token, code = line:match("(%S+) (%S+)")
    table.insert(scans, {token, code})
  end
  request = function()
    number = number + 1
    local token, code = unpack(scans[(number - 1) % #scans + 1])
    local body = string.format('{"scans":[{"id":"%s-%d","code":"%s","at":null}]}', run, number, code)
    return wrk.format("POST", nil, {["Authorization"] = "Bearer " .. token,
      ["Content-Type"] = "application/json"}, body)
  end
  response = function(status, _headers, body)
    if status == 200 and body:find('"welcome"', 1, true) then right = right + 1
    else wrong = wrong + 1 end
  end
end

function done(summary, latency, _requests)
  local good, bad, errors = 0, 0, summary.errors
  for _, thread in ipairs(threads) do
    good, bad = good + thread:get("right"), bad + thread:get("wrong")
  end
  io.write(string.format('\n{"right":%d,"failed":%d,"seconds":%.4f,"p50":%.3f,"p99":%.3f}\n', good,
    bad + errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
