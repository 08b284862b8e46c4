"""Log lines without what people typed or hold."""

from __future__ import annotations

import logging

from django.db import Error


class NothingPersonal(logging.Filter):
    """Database errors print row values in their DETAIL, so only their kind is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], Error):
            cause = record.exc_info[1].__cause__
            constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
            record.msg = f"{record.msg} [{type(record.exc_info[1]).__name__} {constraint or ''}]"
            record.exc_info = None
            record.exc_text = None
        return True
