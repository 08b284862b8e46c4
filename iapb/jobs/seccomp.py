"""The system-call filter of the box, as a BPF program for bubblewrap's --seccomp.

Written by hand because the rules are few and a library would be one more parser
to trust. What is denied answers EPERM (ENOSYS for clone3, so that the C library
falls back to clone, whose flags can be examined).
"""

import errno
import platform
import struct

LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
OFFSET_NUMBER, OFFSET_ARCH, OFFSET_FIRST, OFFSET_SECOND = 0, 4, 16, 24
NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS to CLONE_NEWNET, as clone() takes them
PUSH_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: typing into somebody's terminal

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# name: (x86_64, aarch64); None where the architecture has no such call.
DENIED: dict[str, tuple[int | None, int | None]] = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "socket": (41, 198),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "syslog": (103, 116),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
}
CLONE, CLONE3, IOCTL = (56, 220), (435, 435), (16, 29)
X32_BIT = 0x40000000


def filter_program(machine: str | None = None) -> bytes | None:
    """The BPF program for this machine; None where the numbers are not known."""
    machine = machine or platform.machine()
    if machine not in ARCHITECTURES:
        return None
    column = list(ARCHITECTURES).index(machine)
    rules = [
        _instruction(LOAD, OFFSET_ARCH),
        _instruction(JUMP_EQUAL, ARCHITECTURES[machine], when_true=1),
        _instruction(RETURN, KILL),
        _instruction(LOAD, OFFSET_NUMBER),
    ]
    if machine == "x86_64":
        rules += [_instruction(JUMP_AT_LEAST, X32_BIT, when_false=1), _refuse(errno.EPERM)]
    for numbers in DENIED.values():
        number = numbers[column]
        if number is not None:
            rules += [_instruction(JUMP_EQUAL, number, when_false=1), _refuse(errno.EPERM)]
    rules += [_instruction(JUMP_EQUAL, CLONE3[column], when_false=1), _refuse(errno.ENOSYS)]
    rules += _clone_rules(CLONE[column]) + _ioctl_rules(IOCTL[column])
    rules.append(_instruction(RETURN, ALLOW))
    return b"".join(rules)


def _clone_rules(number: int) -> list[bytes]:
    return [
        _instruction(JUMP_EQUAL, number, when_false=4),
        _instruction(LOAD, OFFSET_FIRST),
        _instruction(JUMP_ANY_BIT, NEW_NAMESPACES, when_false=1),
        _refuse(errno.EPERM),
        _instruction(RETURN, ALLOW),
    ]


def _ioctl_rules(number: int) -> list[bytes]:
    first, second = PUSH_INPUT
    return [
        _instruction(JUMP_EQUAL, number, when_false=4),
        _instruction(LOAD, OFFSET_SECOND),
        _instruction(JUMP_EQUAL, first, when_true=1),
        _instruction(JUMP_EQUAL, second, when_false=1),
        _refuse(errno.EPERM),
    ]


def _instruction(code: int, value: int, *, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, when_true, when_false, value)


def _refuse(number: int) -> bytes:
    return _instruction(RETURN, REFUSE | number)
