"""The consent vocabulary as people read it. The values are those of `consent.facts`."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from consent import facts


class Purpose(models.TextChoices):
    STORE_ANALYSE = facts.Purpose.STORE_ANALYSE.value, _("Keep and analyse my account")
    SHARE_PARTNER = facts.Purpose.SHARE_PARTNER.value, _("Share it with a partner body")
    MACHINE_PROCESS = facts.Purpose.MACHINE_PROCESS.value, _("Let machines transcribe and translate it")
    ICC_OTP = facts.Purpose.ICC_OTP.value, _("Give it to the Prosecutor of the International Criminal Court")
    NATIONAL_PROSECUTION = facts.Purpose.NATIONAL_PROSECUTION.value, _("Give it to national prosecutors")
    UN_MECHANISM = facts.Purpose.UN_MECHANISM.value, _("Give it to a United Nations mechanism")
    ONWARD_EUROJUST_EUROPOL = (
        facts.Purpose.ONWARD_EUROJUST_EUROPOL.value,
        _("Let an authority pass it to Eurojust or Europol"),
    )
    LAWYER_OWN_CASE = facts.Purpose.LAWYER_OWN_CASE.value, _("Give it to a lawyer in my own case")
    LAWYER_THIRD_PARTY = facts.Purpose.LAWYER_THIRD_PARTY.value, _("Give it to lawyers in the cases of others")
    CSOS_ACADEMIA = facts.Purpose.CSOS_ACADEMIA.value, _("Give it to human-rights organisations and researchers")
    PUBLIC_ANONYMOUS = facts.Purpose.PUBLIC_ANONYMOUS.value, _("Publish it without my name")
    PUBLIC_IDENTIFIED = facts.Purpose.PUBLIC_IDENTIFIED.value, _("Publish it with my name")
    RECONTACT = facts.Purpose.RECONTACT.value, _("Contact me again")
    CONTACT_BY_RECIPIENT = facts.Purpose.CONTACT_BY_RECIPIENT.value, _("Let the recipient contact me")
    MHPSS_REFERRAL = facts.Purpose.MHPSS_REFERRAL.value, _("Refer me to psychosocial support")
    SUCCESSOR_ARCHIVE = facts.Purpose.SUCCESSOR_ARCHIVE.value, _("Keep it in an archive that follows the Platform")


class Answer(models.TextChoices):
    YES = facts.Answer.YES.value, _("Yes")
    NO = facts.Answer.NO.value, _("No")
    ASK_ME = facts.Answer.ASK_ME.value, _("Ask me each time")
    NOT_ASKED = facts.Answer.NOT_ASKED.value, _("Not asked")


class Identity(models.TextChoices):
    IDENTIFIED = facts.Identity.IDENTIFIED.value, _("With my name")
    PSEUDONYMOUS = facts.Identity.PSEUDONYMOUS.value, _("Under a pseudonym")
    ANONYMOUS = facts.Identity.ANONYMOUS.value, _("Anonymous")


class Material(models.TextChoices):
    ACCOUNT = facts.Material.ACCOUNT.value, _("The account")
    RECORDING_AUDIO = facts.Material.RECORDING_AUDIO.value, _("The sound recording")
    RECORDING_VIDEO = facts.Material.RECORDING_VIDEO.value, _("The video recording")
    DOCUMENTS = facts.Material.DOCUMENTS.value, _("Documents and photographs")
    IMAGES_OF_BODY = facts.Material.IMAGES_OF_BODY.value, _("Pictures of the body")
    MEDICAL = facts.Material.MEDICAL.value, _("Medical information")
    CONTACT_DETAILS = facts.Material.CONTACT_DETAILS.value, _("Contact details")


class Capacity(models.TextChoices):
    SELF = facts.Capacity.SELF.value, _("For themselves")
    GUARDIAN_WITH_ASSENT = facts.Capacity.GUARDIAN_WITH_ASSENT.value, _("Guardian, with the child's assent")
    SUPPORTED = facts.Capacity.SUPPORTED.value, _("With support in deciding")
