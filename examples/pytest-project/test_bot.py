"""A client in plain Python, and what its bot must stand: python3 -m pytest"""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request


def call(sandbox, key, method, path, **values):
    """A signed call of Spot V3: its status and its body."""
    query = urllib.parse.urlencode({**values, "timestamp": int(time.time() * 1000)})
    signature = hmac.new(key["secret"].encode(), query.encode(), hashlib.sha256).hexdigest()
    headers = {"X-MEXC-APIKEY": key["apiKey"], "Content-Type": "application/json"}
    url = f"{sandbox.url}/api/v3/{path}?{query}&signature={signature}"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, None, headers, method=method), timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or "{}")


def buy_below(sandbox, key, name):
    _, ticker = call(sandbox, key, "GET", "ticker/price", symbol="MXUSDT")
    price = f"{float(ticker['price']) * 0.99:.4f}"
    order = {"symbol": "MXUSDT", "side": "BUY", "type": "LIMIT", "quantity": "20", "price": price}
    return call(sandbox, key, "POST", "order", **order, newClientOrderId=name)


def test_a_falling_price_fills_the_order(sandbox, key):
    status, _ = buy_below(sandbox, key, "falling")
    assert status == 200
    sandbox.move_price(-3, 30_000)
    sandbox.advance(120_000)
    truth = sandbox.truth(key)
    assert [order["status"] for order in truth["orders"]] == ["FILLED"]
    assert truth["balances"]["MX"]["free"] == "20"


def test_an_order_is_there_although_its_answer_was_lost(sandbox, key):
    fault = {"kind": "error-after", "target": {"endpoint": "POST order"}, "times": 1, "status": 504}
    sandbox.panel("POST", "faults", fault)
    status, _ = buy_below(sandbox, key, "lost-answer")
    assert status == 504
    status, order = call(sandbox, key, "GET", "order", symbol="MXUSDT", origClientOrderId="lost-answer")
    assert (status, order["status"]) == (200, "NEW")
