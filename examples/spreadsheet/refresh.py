"""Writes an account as CSV files that a spreadsheet links to: balances.csv, orders.csv and deals.csv.

    SPOTDECK_URL=http://127.0.0.1:8787 SPOTDECK_TOKEN=… python3 refresh.py FOLDER

Needs nothing but Python. The token comes from `spotdeck token create --audience viewer`. A file is replaced when its new
content is complete, so a spreadsheet never reads half of one. Only you can read the files.
"""

import csv
import http.client
import io
import json
import os
import sys
import urllib.error
import urllib.request

url = os.environ.get("SPOTDECK_URL", "http://127.0.0.1:8787")
account = os.environ.get("SPOTDECK_ACCOUNT", "main")
token = os.environ.get("SPOTDECK_TOKEN")
folder = sys.argv[1] if len(sys.argv) > 1 else "."
MAKE_ONE = "make one with `spotdeck token create --audience viewer` and put it into SPOTDECK_TOKEN"
if not token:
    sys.exit(f"There is no token: {MAKE_ONE}.")


def read(path):
    request = urllib.request.Request(
        f"{url}/api/v1/accounts/{account}/{path}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def balances():
    """One row per asset, with the state of the account and its time: a figure without them may be old."""
    snapshot = json.loads(read("snapshot"))
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(["asset", "free", "locked", "total", "state", "time"])
    for asset in snapshot["assets"]:
        # A cell that a spreadsheet would execute starts with an apostrophe.
        name = f"'{asset['asset']}" if asset["asset"][0] in "=+-@" else asset["asset"]
        rows.writerow([name, asset["free"], asset["locked"], asset["total"], snapshot["status"]["state"], snapshot["time"]])
    return text.getvalue().encode()


def write(name, content):
    path = os.path.join(folder, name)
    part = f"{path}.part"
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    os.replace(part, path)


os.makedirs(folder, mode=0o700, exist_ok=True)
try:
    write("balances.csv", balances())
    for what in ("orders", "deals"):
        write(f"{what}.csv", read(f"export/{what}.csv"))
except urllib.error.HTTPError as error:
    sys.exit(f"{url} answered {error.code} for the account \"{account}\": check the token and SPOTDECK_ACCOUNT, or {MAKE_ONE}.")
except (OSError, http.client.HTTPException) as error:
    sys.exit(f"{url} cannot be read ({error}): check SPOTDECK_URL, and that the gateway runs.")
