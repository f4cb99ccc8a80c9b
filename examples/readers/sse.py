"""Follows an account over Server-Sent Events and writes every event to a log, once and in order, through any breaks.

    SPOTDECK_URL=http://127.0.0.1:8787 SPOTDECK_TOKEN=… python3 sse.py events.log [epoch:seq:hash]

Needs nothing but Python. The token comes from `spotdeck token create`.
"""

import http.client
import json
import os
import sys
import time
import urllib.request

from log import Log

url = os.environ.get("SPOTDECK_URL", "http://127.0.0.1:8787")
account = os.environ.get("SPOTDECK_ACCOUNT", "main")
token = os.environ.get("SPOTDECK_TOKEN")
headers = {"Authorization": f"Bearer {token}"}
MAKE_ONE = "make one with `spotdeck token create --audience viewer` and put it into SPOTDECK_TOKEN"
if not token:
    sys.exit(f"There is no token: {MAKE_ONE}.")
# What no further try would change: a gateway that is away or busy comes back, one that refuses us goes on refusing.
REFUSED = {
    401: f"{url} does not take this token: {MAKE_ONE}.",
    403: f'This token may not read the account "{account}": {MAKE_ONE}.',
    404: f'{url} has no account "{account}": check SPOTDECK_URL and SPOTDECK_ACCOUNT.',
}
log = Log(sys.argv[1] if len(sys.argv) > 1 else "events.log", sys.argv[2] if len(sys.argv) > 2 else None)


def ask(path, timeout=30):
    return urllib.request.urlopen(urllib.request.Request(f"{url}/api/v1/accounts/{account}{path}", headers=headers), timeout=timeout)


def blocks(answer):
    """Each block of the stream as a dictionary of its fields."""
    fields = {}
    for line in answer:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name:
            fields[name] = value
        elif fields:
            yield fields
            fields = {}


# Who is away for long is asked less often, up to every 5 s; whoever answers begins the count anew.
LONGEST_WAIT_S = 5
wait_s = 1


def follow():
    global wait_s
    if log.epoch is None:
        # Without a position a reader starts from what is known now.
        snapshot = json.load(ask("/snapshot"))
        log.move_to(snapshot["epoch"], snapshot["seq"], snapshot.get("hash"))
    # A position comes every 15 s: a longer silence is a dead connection.
    with ask(f"/events?topics=assets,orders,deals,status&since={log.since}", timeout=40) as answer:
        wait_s = 1
        for fields in blocks(answer):
            if fields.get("event") == "reset":
                position = json.loads(fields["data"])
                print(f"The ledger goes on at {fields['id']}: begin anew with a snapshot.", file=sys.stderr)
                log.move_to(position["epoch"], position["seq"], position.get("hash"))
            elif "event" not in fields and "id" in fields:
                log.append(fields["data"])


while True:
    try:
        follow()
    except (OSError, http.client.HTTPException) as error:
        if getattr(error, "code", None) in REFUSED:
            sys.exit(REFUSED[error.code])
        print(f"{error}; trying again", file=sys.stderr)
    time.sleep(wait_s)
    wait_s = min(LONGEST_WAIT_S, wait_s * 2)
