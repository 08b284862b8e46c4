from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from iapb import jobs
from iapb.custody import fixity
from iapb.custody.models import StoredFile


@jobs.handler("read_back", label=_("Verify the stored bytes"))
def read_back(job: jobs.Claimed) -> None:
    """After the receipt: what lies on the disk is what was received."""
    with job.transaction():
        file = StoredFile.objects.unscoped("reading back what was just received").get(pk=job.object)
    found = fixity.examine(file)
    if found.sound:
        with job.completing() as actor:
            fixity.note(file, found, actor)
        return
    with job.transaction() as actor:
        fixity.note(file, found, actor)
    raise jobs.Failed(_("The stored bytes are damaged. Keep your copy and send the file again."))
