"""Tries to get out of the box and prints what worked, as a JSON list of short words.

Argument: JSON with paths that must not be there, a port the host listens on,
the host's namespaces, and whether the system-call filter is expected.
"""

import json
import os
import socket
import sys

PLACES = ("/", "/usr", "/etc", "/dev", "/box", "/libraries", "/scripts", "/proc/sys/kernel")
ENVIRONMENT = {
    "PATH", "HOME", "TMPDIR", "LANG", "PYTHONPATH", "PWD",
    "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MALLOC_ARENA_MAX", "LC_CTYPE",
}  # fmt: skip
PROCESSES_OF_A_BOX = 3  # bubblewrap, the launcher, this


def main() -> None:
    order = json.loads(sys.argv[1])
    found = [
        *(f"file:{path}" for path in order["forbidden"] if os.path.exists(path)),
        *(f"namespace:{name}" for name, value in order["namespaces"].items() if same(name, value)),
        *(f"writable:{place}" for place in PLACES if writable(place)),
        *network(order["port"]),
        *processes(),
        *privileges(order["filtered"]),
        *(f"environment:{name}" for name in sorted(set(os.environ) - ENVIRONMENT)),
        *open_files(),
    ]
    sys.stdout.write(json.dumps(found))


def same(name: str, value: str) -> bool:
    return os.readlink(f"/proc/self/ns/{name}") == value


def writable(place: str) -> bool:
    try:
        with open(os.path.join(place, "probe"), "w"):
            return True
    except OSError:
        return False


def network(port: int) -> list[str]:
    found = []
    with open("/proc/net/dev") as devices:
        names = {line.split(":")[0].strip() for line in devices if ":" in line}
    if names - {"lo"}:
        found.append("network:devices")
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            found.append("network:host")
    except OSError:
        pass
    return found


def processes() -> list[str]:
    seen = [name for name in os.listdir("/proc") if name.isdigit()]
    return ["processes"] if len(seen) > PROCESSES_OF_A_BOX else []


def privileges(filtered: bool) -> list[str]:
    with open("/proc/self/status") as status:
        state = dict(line.rstrip("\n").split(":\t", 1) for line in status if ":\t" in line)
    found = [name for name in ("CapPrm", "CapEff", "CapAmb", "CapBnd") if int(state[name], 16)]
    if state["NoNewPrivs"] != "1":
        found.append("NoNewPrivs")
    if filtered and state["Seccomp"] != "2":
        found.append("Seccomp")
    if os.getuid() == 0 or os.getgid() == 0:
        found.append("root")
    return found


def open_files() -> list[str]:
    # Listing the directory opens one number itself.
    return ["files"] if len(os.listdir("/proc/self/fd")) > 4 else []


if __name__ == "__main__":
    main()
