#!/usr/bin/env python3
"""Management commands. Schema commands log in as the owner, all others as the web role."""

import gc
import os
import sys

OWNER_COMMANDS = {"migrate", "showmigrations", "sqlmigrate", "makemigrations", "make_roles"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iapb.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("IAPB_DATABASE", "owner")
    # A migration builds hundreds of thousands of objects that stay: looking through them took a sixth of its time.
    gc.set_threshold(50_000, 20, 100)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
