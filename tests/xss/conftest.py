from __future__ import annotations

from tests.story.conftest import bell, house

__all__ = ["bell", "house"]
