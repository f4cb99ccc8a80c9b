#!/usr/bin/env bash
# Signs and sends POST /api/v3/order in the three forms of MEXC's own signing examples, with their key and secret and a
# fresh timestamp: as a body, as a query, as both.
#   spotdeck sandbox          in another terminal
#   ./signed-order.sh [port]
# MEXC: `curl -d` calls its body application/x-www-form-urlencoded, which signed calls refuse with 700013 since February
# 2024, live and here. The header below says what they take; the body stays the same text. A sandbox that is started with
# `--switches contentType=lenient` takes curl's own type too, as the header x-sandbox-switch of its refusal says.
set -eu
port=${1:-9090}
url=http://127.0.0.1:$port/api/v3/order
key=mx0aBYs33eIilxBWC5
secret=45d0b3c26f2644f19bfb98b07741b2f5
now() { curl --silent "http://127.0.0.1:$port/api/v3/time" | sed 's/[^0-9]//g'; }
sign() { printf '%s' "$1" | openssl dgst -sha256 -hmac "$secret" | sed 's/.*= *//'; }
send() { curl --silent -H "X-MEXC-APIKEY: $key" -H 'Content-Type: application/json' -X POST "$@"; echo; }

order='symbol=BTCUSDT&side=BUY&type=LIMIT'
rest="quantity=1&price=11&recvWindow=5000&timestamp=$(now)"

echo "1. As a request body:"
send "$url" -d "$order&$rest&signature=$(sign "$order&$rest")"

echo "2. As a query string:"
send "$url?$order&$rest&signature=$(sign "$order&$rest")"

# What is signed is the query and the body with nothing between them: no & before quantity.
echo "3. As a query string and a body:"
send "$url?$order" -d "$rest&signature=$(sign "$order$rest")"
