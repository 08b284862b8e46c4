"""Which sentences a partner, or somebody before the sign-in, can meet: all but those of the files named here.

A file that is new counts as a partner's until it is entered. What stands here is seen by the secretariat alone:
its pages ask for rights that no partner holds (iapb/access/rights.py), or it is printed by a command.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch

from iapb.local import words
from iapb.local.words import Sentence

STAFF = """
consent/actions/confirmations.py consent/actions/forms.py consent/actions/recipients.py consent/actions/terms.py
consent/decision/* consent/words/records.py consent/forms/recipients.py consent/models/recipients.py
consent/pages/recipients.py consent/views/forms.py consent/views/recipients.py consent/words/recipients.py
consent/forms/rights.py consent/rights_desk.py consent/views/rights.py templates/consent/rights/*
interviews/actions/one_account.py interviews/models/one_account.py interviews/forms/one_account.py
interviews/views/one_account.py interviews/tables_of_one_account.py interviews/waiting_of_secretariat.py
templates/interviews/one_account/*
evidence/actions/readings.py evidence/naming.py
disclosures/*
evidence/actions/case_sets.py evidence/actions/collections.py evidence/actions/denials.py evidence/actions/names.py
evidence/coding/actions/* evidence/coding/framework/* evidence/coding/forms.py evidence/coding/sentences.py
evidence/coding/corroboration/* evidence/coding/models/judgements.py evidence/coding/views/corroboration.py
evidence/coding/spans.py evidence/coding/waiting.py evidence/coding/quality_*.py evidence/coding/views/quality*.py
evidence/forms/case_sets.py evidence/forms/grants.py evidence/models/collections.py
evidence/importing/coding_rows.py evidence/registers/actions.py
evidence/transcripts/words.py
evidence/search/* evidence/tables.py evidence/views/case_sets.py evidence/views/grants.py evidence/words.py
iapb/access/grant.py iapb/custody/event_words.py iapb/accounts/actions/demonstration.py iapb/accounts/actions/first.py
iapb/accounts/actions/people.py iapb/accounts/actions/recovery.py iapb/accounts/actions/roles.py
iapb/accounts/actions/teams.py iapb/accounts/forms/people.py iapb/accounts/tables.py iapb/accounts/views/bodies.py
iapb/accounts/views/people.py iapb/accounts/views/roles.py iapb/accounts/views/teams.py iapb/accounts/words.py
iapb/language/models.py iapb/ledger/* interviews/words.py
templates/accounts/_few_administrators.html templates/accounts/_person_* templates/accounts/bod*.html
templates/accounts/deactivate.html templates/accounts/invite.html templates/accounts/link.html
templates/accounts/people.html templates/accounts/person.html templates/accounts/renew_role.html
templates/accounts/roles.html templates/accounts/team*.html
templates/coding/_legacy_section.html templates/coding/framework/*
templates/coding/corroboration* templates/coding/talk* evidence/coding/mentions.py
templates/coding/suggestion* evidence/coding/models/suggestions.py evidence/coding/views/suggestions.py
templates/coding/fact_do.html templates/coding/fact_form.html templates/coding/list.html
templates/coding/palette.html templates/coding/quality_* templates/coding/person.html templates/coding/supports.html
templates/consent/_item_section.html templates/consent/form_new.html templates/consent/recipients/*
templates/disclosures/* templates/evidence/case_sets/* templates/evidence/grants/* templates/evidence/registers/add.html
templates/ledger/* templates/search/*
""".split()  # noqa: SIM905

# Within what is named above, what partners meet after all: they answer questions.
PARTNERS = {"evidence/coding/actions/questions.py", "evidence/coding/actions/talk_drafts.py"}


def is_staff(file: str) -> bool:
    return file not in PARTNERS and any(fnmatch(file, pattern) for pattern in STAFF)


def sentences() -> Iterator[tuple[str, str | None, Sentence]]:
    return (one for one in words.sentences() if not is_staff(one[0]))
