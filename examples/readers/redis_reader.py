"""Follows an account through Redis and writes every event to a log, once and in order, through any number of breaks.

    REDIS_URL=redis://127.0.0.1:6379 python3 redis_reader.py events.log [epoch:seq:hash]

Needs the `redis` package: `pip install redis`, or on Debian `apt-get install python3-redis`. Events are plain JSON.
"""

import json
import os
import sys
import time

try:
    import redis
except ImportError:
    sys.exit("This reader needs a package: pip install redis, or on Debian apt-get install python3-redis")

from log import Log

base = f"{os.environ.get('SPOTDECK_PREFIX', 'spotdeck')}:{os.environ.get('SPOTDECK_ACCOUNT', 'main')}"
client = redis.Redis.from_url(
    os.environ.get("REDIS_URL", "redis://127.0.0.1:6379"), decode_responses=True, socket_timeout=10
)
log = Log(sys.argv[1] if len(sys.argv) > 1 else "events.log", sys.argv[2] if len(sys.argv) > 2 else None)


def read(epoch):
    """Writes what comes next; False when nothing came for a second."""
    streams = client.xread({f"{base}:{epoch}": f"{log.seq}-0"}, count=200, block=1000)
    entries = streams[0][1] if streams else []
    for _, fields in entries:
        log.append(fields["event"])
    return bool(entries)


def refuse_hole():
    """A stream keeps its newest entries: one that begins beyond what we have seen has dropped some that we are owed."""
    first = client.xrange(f"{base}:{log.epoch}", count=1)
    if log.seq and first and int(first[0][0].split("-")[0]) > log.seq + 1:
        sys.exit(f"The stream begins at {first[0][0]}, we are at {log.seq}: read what is between over REST, or begin a new log.")


def refuse_other_history():
    """A data folder that was put back has another event under the number of our last one."""
    ours = client.xrange(f"{base}:{log.epoch}", min=f"{log.seq}-0", max=f"{log.seq}-0")
    found = json.loads(ours[0][1]["event"]).get("hash") if ours else None
    if log.hash and found and found != log.hash:
        sys.exit(f"The ledger was put back to before {log.seq}: begin a new log with a snapshot.")


def follow():
    epoch = client.get(f"{base}:epoch")
    if epoch is None:
        time.sleep(1)
        return
    # The stream of the epoch we are in is read to its end before the next one.
    if log.epoch is None or (log.epoch != epoch and not read(log.epoch)):
        log.move_to(epoch, 0)
    refuse_hole()
    refuse_other_history()
    while read(log.epoch):
        pass


while True:
    try:
        follow()
    except redis.AuthenticationError as error:
        sys.exit(f"{error} Put user and password into REDIS_URL: redis://user:password@host:6379")
    except redis.RedisError as error:
        print(error, file=sys.stderr)
        time.sleep(0.5)
