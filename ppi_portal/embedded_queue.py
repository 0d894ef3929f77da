"""The queue without a server: kombu's messages in files, made safe for several processes.

kombu writes a message where readers already look, so that one in some hundreds is read half written
and ends the worker; here a message appears whole or not at all. And a worker that waits hears of
its stop within half a second and not after three.
"""

import os
import uuid
from pathlib import Path
from queue import Empty
from time import time_ns

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

LISTEN_SECONDS = 0.5


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        folder = Path(self.data_folder_out)
        name = f"{time_ns()}_{uuid.uuid4()}.{queue}.msg"  # read in the order of names
        unfinished = folder / f".{name}.part"
        unfinished.write_text(dumps(payload))
        unfinished.rename(folder / name)

    def _get(self, queue):
        folder = Path(self.data_folder_in)
        for name in sorted(os.listdir(folder)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = folder / f".{name}.taken"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            payload = taken.read_text()
            taken.unlink()
            return loads(payload)
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel

    def drain_events(self, connection, timeout=None):
        return super().drain_events(connection, timeout=min(timeout or 3600, LISTEN_SECONDS))
