"""Selections that two have approved, ready to be packed: made by the same actions as on the desk."""

from __future__ import annotations

from typing import Any


class Packing:
    """One case on the desk; each round packs it anew for the same recipient."""

    def __init__(self) -> None:
        from tests.packages import cases

        self.cases = cases
        self.case = cases.make_packed()
        self.waiting: Any = self.case.disclosure

    def ask(self) -> str:
        """Asks for the build of an approved selection; gives its id."""
        from disclosures.actions import packages

        disclosure, self.waiting = self.waiting or self._approved(), None
        officer = self.case.officer
        with self.cases.acting(officer):
            packages.ask_to_build(self.case.desk.again(disclosure), by=officer)
        return str(disclosure.pk)

    def _approved(self) -> Any:
        from disclosures.actions import approval, selection
        from tests.disclosures.cases import make_request

        desk, officer = self.case.desk, self.case.officer
        with self.cases.acting(officer):
            disclosure = desk.begun(make_request(desk.prosecutor, officer))
            selection.add_items(disclosure, [self.case.interview, self.case.document], by=officer)
            disclosure = approval.submit(desk.again(disclosure), by=officer)
        self.cases.approve(desk, disclosure)
        return disclosure
