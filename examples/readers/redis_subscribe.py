"""Follows an account by SUBSCRIBE and writes every event to a log, once and in order, through any number of breaks.

    REDIS_URL=redis://127.0.0.1:6379 python3 redis_subscribe.py events.log [epoch:seq:hash]

Needs the `redis` package: `pip install redis`, or on Debian `apt-get install python3-redis`. A channel keeps nothing: what is
published while nobody listens is gone, and an event may be published twice. So a message that is not the next by `seq` is a
question to the stream of the same events, which is also asked after each (re)connection and when it is quiet for long. What
the stream has dropped is read over REST, where SPOTDECK_URL and SPOTDECK_TOKEN (of the same audience) say how.
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request

try:
    import redis
except ImportError:
    sys.exit("This reader needs a package: pip install redis, or on Debian apt-get install python3-redis")

from log import Log

TOPICS = ["assets", "orders", "deals", "status"]
QUIET_S = 15
account = os.environ.get("SPOTDECK_ACCOUNT", "main")
base = f"{os.environ.get('SPOTDECK_PREFIX', 'spotdeck')}:{account}"
url, token = os.environ.get("SPOTDECK_URL"), os.environ.get("SPOTDECK_TOKEN")
client = redis.Redis.from_url(
    os.environ.get("REDIS_URL", "redis://127.0.0.1:6379"), decode_responses=True, socket_timeout=10
)
log = Log(sys.argv[1] if len(sys.argv) > 1 else "events.log", sys.argv[2] if len(sys.argv) > 2 else None)


def take(text):
    """Writes the next event at once; whatever else comes is looked up in the stream."""
    envelope = json.loads(text)
    epoch, seq = envelope["epoch"], envelope["seq"]
    if epoch == log.epoch and seq <= log.seq:
        return  # published twice
    if epoch == log.epoch and seq == log.seq + 1:
        log.append(text)
    else:
        catch_up()  # A gap: lost, or not for this audience. The stream knows.


def catch_up():
    """Reads on from the log's end. What is published meanwhile is in the stream as well, and is then a message that is known."""
    epoch = client.get(f"{base}:epoch")
    if epoch is None:
        return
    if log.epoch is None:
        log.move_to(epoch, 0)
    read_stream()
    # The stream of the epoch we are in is read to its end before the next one.
    if log.epoch != epoch:
        log.move_to(epoch, 0)
        read_stream()


def read_stream():
    key = f"{base}:{log.epoch}"
    fill_hole(key)
    while True:
        entries = client.xrange(key, min=f"({log.seq}-0", count=200)
        for _, fields in entries:
            log.append(fields["event"])
        if len(entries) < 200:
            return


def fill_hole(key):
    """A stream keeps its newest entries: one that begins beyond what we have seen has dropped some that we are owed."""
    first = client.xrange(key, count=1)
    begins = int(first[0][0].split("-")[0]) if first else 0
    if log.seq == 0 or begins <= log.seq + 1:
        return
    if url and token:
        read_rest(begins - 1)
        return
    print(
        f"The stream begins at {begins}, we are at {log.seq}: set SPOTDECK_URL and SPOTDECK_TOKEN to read what is between over REST, or begin a new log.",
        file=sys.stderr,
    )
    sys.exit(3)


def read_rest(last):
    """The events after the log's end up to `last`, by Server-Sent Events, which replay before they follow."""
    address = f"{url}/api/v1/accounts/{account}/events?topics={','.join(TOPICS)}&since={log.since}"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    try:
        answer = urllib.request.urlopen(request, timeout=40)
    except urllib.error.HTTPError as error:
        if error.code in (401, 403, 404):
            sys.exit(f"{url} answers {error.code}: check SPOTDECK_URL and SPOTDECK_TOKEN.")
        raise
    fields = {}
    with answer:
        for line in answer:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                fields[name] = value
                continue
            if fields.get("event") == "reset":
                sys.exit("The gateway no longer has what is between: begin a new log with a snapshot.")
            if "event" not in fields and "id" in fields:
                log.append(fields["data"])
            # A position says that everything up to its id was sent, also what this audience may not see.
            if "id" in fields and int(fields["id"].split(":")[1]) >= last:
                if log.seq < last:
                    log.move_to(log.epoch, last)
                return
            fields = {}
    raise OSError(f"{url} ended before it had sent everything up to {last}")


channels = client.pubsub()
channels.subscribe(*[f"{base}:{topic}" for topic in TOPICS])
while True:
    try:
        message = channels.get_message(timeout=QUIET_S)
        if message is not None and message["type"] == "message":
            take(message["data"])
        else:
            # Nothing for long, or subscribed: for the first time, or again after a break.
            catch_up()
    except redis.AuthenticationError as error:
        sys.exit(f"{error} Put user and password into REDIS_URL: redis://user:password@host:6379")
    except (redis.RedisError, OSError, http.client.HTTPException) as error:
        print(f"{error}; trying again", file=sys.stderr)
        time.sleep(0.5)
