"""An exchange for the whole run under paused time, and an account of its own for each test."""

import json
import os
import subprocess
import urllib.request

import pytest

COMMAND = os.environ.get("SANDBOX_COMMAND", "node_modules/.bin/spotdeck-sandbox").split()
OPTIONS = ["--port", "0", "--paused", "--start-at", "2027-01-04T12:00:00Z", "--symbols", "MXUSDT"]


class Sandbox:
    """The control panel of a running exchange."""

    def __init__(self, url):
        self.url = url

    def panel(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"{self.url}/sandbox/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def advance(self, ms):
        self.panel("POST", "clock", {"advanceMs": ms})

    def move_price(self, percent, over_ms):
        self.panel("POST", "prices", {"symbol": "MXUSDT", "percent": percent, "overMs": over_ms})

    def truth(self, key):
        return self.panel("GET", f"accounts/{key['apiKey']}/truth")


@pytest.fixture(scope="session")
def sandbox():
    process = subprocess.Popen([*COMMAND, *OPTIONS], stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        assert "ready: " in line, "the sandbox did not start"
        yield Sandbox(line.split("ready: ")[1].split(" ")[0])
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def key(sandbox):
    """Key and secret of a new account with 1,000 USDT; faults of the test before are off."""
    sandbox.panel("DELETE", "faults")
    return sandbox.panel("POST", "accounts", {"balances": {"USDT": "1000"}})
