"""Work in a child process, which some panics of Rust packages end."""

import json
import os


def in_child(work, *arguments):
    """The result of work, which is plain data; None where the process dies."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 2)
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            json.dump(work(*arguments), out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as incoming:
        data = incoming.read()
    os.waitpid(child, 0)
    return json.loads(data) if data else None
