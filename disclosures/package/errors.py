"""Why a package was not made."""

from __future__ import annotations

from django.utils.functional import Promise


class PackageRefused(Exception):
    """Carries the sentence a person reads. Holds no name and no content."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class StoredFileDamaged(PackageRefused):
    """A stored file no longer is what its record says. The path is the one in the package."""

    def __init__(self, path: str, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.path = path
