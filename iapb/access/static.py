"""Where the files of a page lie."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class FoundOnce(CompressedManifestStaticFilesStorage):
    """An address holds for as long as the process lives, and every page names seven."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._found: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        if name not in self._found:
            self._found[name] = super().url(name, force)
        return self._found[name]
