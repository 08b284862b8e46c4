"""What coding asks the worker for when a text is kept or checked."""

from evidence.coding.tasks import carrying, proposing


def listen() -> None:
    carrying.listen()
    proposing.listen()
