"""What imports say in sentences. None quotes a value of the manifest: values are personal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

MENU = _("Older archives")
EVENTS: dict[str, Any] = {
    "archive.sent": _("An archive of older material was sent"),
    "archive.examined": _("An archive of older material was looked through"),
    "archive.given_away": _("The key of an archive of older material was destroyed"),
    "import.begun": _("An import of older material was begun"),
    "import.finished": _("An import of older material was finished"),
}
CONSTRAINTS: dict[str, Any] = {
    "archive_is_run_after_it_was_examined": _("It must be looked through before it is brought in."),
    "brought_in_once": _("This row was brought in already."),
}
PROBLEMS: dict[str, Any] = {
    "encoding": _("This file is not UTF-8. Save it as “CSV UTF-8” and try again."),
    "broken": _("This file cannot be read as a table. Save it anew as CSV or XLSX."),
    "unopened": _("This file could not be opened in the box."),
    "unknown_table": _("This table is not known here. Its name must be one of the template's."),
    "no_table": _("There is no table to read: put CSV files or manifest.xlsx in the folder, named as in the template."),
    "twice_named": _("This table came twice, as a file of its own and as a sheet."),
    "unknown_column": _("This column is not known here. Nothing in it would be brought in."),
    "column_twice": _("Two columns have this name."),
    "missing_column": _("This column is missing."),
    "too_many_cells": _("This row has more cells than there are columns."),
    "required": _("This is needed."),
    "formula": _("This is a formula. Write the value itself."),
    "too_long": _("This is longer than is allowed here."),
    "day": _("Give a day as year-month-day, for example 2024-03-31."),
    "future": _("This day lies in the future."),
    "number": _("Give a whole number."),
    "choice": _("This is not one of the values offered in the template."),
    "yes_no": _("Write yes or no, or leave it empty."),
    "hash": _("A SHA-256 has 64 hexadecimal digits."),
    "id_twice": _("Another row of this table has the same id."),
    "unknown_reference": _("No row of the manifest and nothing brought in before has this id."),
    "of_unread": _("The row it belongs to has a problem of its own. Mend that one first."),
    "outside": _("This path leads out of the folder, or over a link. Name a file inside the folder."),
    "no_file": _("There is no such file in the folder."),
    "empty_file": _("This file is empty: it has no bytes."),
    "large_file": _("In a ZIP a file has at most 64 MiB. Send this one on the page of its interview or document."),
    "zip_broken": _("This ZIP cannot be read: it is damaged, or it is no ZIP. Pack the folder anew."),
    "zip_locked": _("This ZIP is protected by a password. Pack the folder without one."),
    "zip_links": _("This ZIP holds links to other places. Pack the files themselves."),
    "zip_bomb": _("Something in this ZIP would grow to far more than it seems to hold. Pack the folder anew."),
    "zip_twice": _("Two files in this ZIP have the same name. Pack the folder anew."),
    "zip_too_many": _("This ZIP holds more than 100,000 files. Make several of it."),
    "unnamed_file": _("A file in the folder is named by no row. It would not be brought in."),
    "named_twice": _("Another row names this file already. One file belongs to one row."),
    "unmapped": _("This code has no place in the framework. It is kept as text beside the words it stood on."),
    "total": _("The number of rows differs from the total that the manifest states."),
    "alike": _(
        "Somebody like this is registered already, or stands in another row. Compare them; if it is another "
        "person, write yes in the column another_person."
    ),
    "owner": _("Fill in exactly one of the columns interview and document."),
}
