"""Follows an account over Server-Sent Events and writes every event to a log, once and in order, through any breaks.

    SPOTDECK_URL=http://127.0.0.1:8787 SPOTDECK_TOKEN=… python3 sse.py events.log [epoch:seq]

Needs nothing but Python. The token comes from `spotdeck token create`.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request

from log import Log

url = os.environ.get("SPOTDECK_URL", "http://127.0.0.1:8787")
account = os.environ.get("SPOTDECK_ACCOUNT", "main")
headers = {"Authorization": f"Bearer {os.environ['SPOTDECK_TOKEN']}"}
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


def follow():
    if log.epoch is None:
        # Without a position a reader starts from what is known now.
        snapshot = json.load(ask("/snapshot"))
        log.move_to(snapshot["epoch"], snapshot["seq"])
    # A position comes every 15 s: a longer silence is a dead connection.
    with ask(f"/events?topics=assets,orders,deals,status&since={log.epoch}:{log.seq}", timeout=40) as answer:
        for fields in blocks(answer):
            if fields.get("event") == "reset":
                position = json.loads(fields["data"])
                print(f"The ledger goes on at {fields['id']}: begin anew with a snapshot.", file=sys.stderr)
                log.move_to(position["epoch"], position["seq"])
            elif "event" not in fields and "id" in fields:
                log.append(fields["data"])


while True:
    try:
        follow()
    except (OSError, urllib.error.URLError) as error:
        print(error, file=sys.stderr)
    time.sleep(0.5)
