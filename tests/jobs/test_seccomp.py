"""The filter program, run by a small interpreter of the few instructions it uses."""

import errno
import struct

import pytest

from iapb.jobs.seccomp import (
    ALLOW,
    ARCHITECTURES,
    CLONE,
    CLONE3,
    DENIED,
    IOCTL,
    KILL,
    REFUSE,
    filter_program,
)

REFUSED = REFUSE | errno.EPERM
MACHINES = list(ARCHITECTURES)


def judge(machine: str, number: int, first: int = 0, second: int = 0, arch: int | None = None) -> int:
    arch = ARCHITECTURES[machine] if arch is None else arch
    data = struct.pack("=IIQQQQQQQ", number, arch, 0, first, second, 0, 0, 0, 0)
    program = list(struct.iter_unpack("=HBBI", filter_program(machine)))
    accumulator, place = 0, 0
    while True:
        code, when_true, when_false, value = program[place]
        place += 1
        if code == 0x06:
            return value
        if code == 0x20:
            accumulator = struct.unpack_from("=I", data, value)[0]
            continue
        holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: accumulator & value}
        place += when_true if holds[code] else when_false


@pytest.mark.parametrize("machine", MACHINES)
def test_filter_refuses_every_listed_call(machine):
    column = MACHINES.index(machine)
    numbers = [pair[column] for pair in DENIED.values() if pair[column] is not None]
    assert len(numbers) == len(set(numbers))
    assert {judge(machine, number) for number in numbers} == {REFUSED}


@pytest.mark.parametrize("machine", MACHINES)
def test_filter_lets_ordinary_work_through(machine):
    column = MACHINES.index(machine)
    ordinary = {"x86_64": (0, 1, 9, 59, 257, 231), "aarch64": (63, 64, 222, 221, 56, 94)}[machine]
    assert {judge(machine, number) for number in ordinary} == {ALLOW}
    assert judge(machine, CLONE[column], first=0x11) == ALLOW
    assert judge(machine, IOCTL[column], second=0x5413) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_filter_refuses_new_namespaces_and_typing_into_terminals(machine):
    column = MACHINES.index(machine)
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert judge(machine, CLONE[column], first=flag | 0x11) == REFUSED
    assert judge(machine, CLONE3[column]) == REFUSE | errno.ENOSYS
    assert judge(machine, IOCTL[column], second=0x5412) == REFUSED
    assert judge(machine, IOCTL[column], second=0x541C) == REFUSED


def test_filter_of_another_architecture_kills():
    assert judge("x86_64", 0, arch=0x40000003) == KILL
    assert judge("x86_64", 0x40000000 | 101) == REFUSED


def test_filter_of_an_unknown_machine_is_none():
    assert filter_program("riscv64") is None
