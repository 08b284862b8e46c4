"""Python loads this at start of every process a test starts: none of them reaches another machine.

An audit hook cannot be taken away again and sees every socket, whichever library opens it.
"""

import sys

HERE = ("127.", "::1", "localhost")


def _stay_on_this_machine(event: str, details: tuple[object, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto"):
        return
    address = details[1]
    # A path or bytes is a socket in the file system.
    if isinstance(address, tuple) and not str(address[0]).startswith(HERE):
        raise PermissionError("a test's process tried to reach another machine")


sys.addaudithook(_stay_on_this_machine)
