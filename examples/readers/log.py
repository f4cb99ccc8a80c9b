"""A log that is its own bookmark: one envelope a line, and the last whole line says where to go on."""

import json
import os


class Log:
    def __init__(self, path, start=None):
        self.epoch, self.seq, self.hash = None, 0, None
        if start:
            epoch, seq, *mark = start.split(":")
            self.move_to(epoch, int(seq), *mark)
        self._file = open(path, "a+b")
        self._file.seek(0)
        text = self._file.read()
        whole = text[: text.rfind(b"\n") + 1]
        # A line without an end was cut in the middle: it is owed again.
        self._file.truncate(len(whole))
        self._file.seek(0, os.SEEK_END)
        lines = whole.splitlines()
        if lines:
            self._stand_at(lines[-1])

    def append(self, text):
        self._file.write(text.encode() + b"\n")
        self._file.flush()
        self._stand_at(text)

    def move_to(self, epoch, seq, mark=None):
        self.epoch, self.seq, self.hash = epoch, seq, mark

    @property
    def since(self):
        """The position as the gateway reads it; without its mark, another history is not noticed."""
        return f"{self.epoch}:{self.seq}" + (f":{self.hash}" if self.hash else "")

    def _stand_at(self, text):
        envelope = json.loads(text)
        self.move_to(envelope["epoch"], envelope["seq"], envelope.get("hash"))
