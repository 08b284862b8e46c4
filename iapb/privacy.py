"""What a field holds, declared once per model and read by export, scrubbing and logs.

personal: tells who somebody is. protected: says something about a case that must
not leave by accident. plain: everything else. A test fails on an undeclared field.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Privacy:
    personal: str = ""
    protected: str = ""
    plain: str = ""

    def declared(self) -> list[str]:
        return [*self.personal.split(), *self.protected.split(), *self.plain.split()]
