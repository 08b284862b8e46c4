"""The buttons of who codes: facts, tags that move, proposals, registers, the framework."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from evidence.coding.framework.actions import move_code, split_code
from evidence.coding.framework.formats import ours
from evidence.coding.framework.storage import scheme_of
from evidence.coding.models import Code, Tag
from evidence.models import Facility, Term
from tests.cast import make_person
from tests.clicks.buttons import Click, button
from tests.clicks.stage import Stage, acts
from tests.coding.accounts import held, make_accounts
from tests.coding.cases import code
from tests.coding.framing import HALF, OTHER_HALF, publish


@button("new_fact")
def new_fact(stage: Stage) -> Click:
    sent = {
        "context": str(code("CTX.ARREST").pk), "when_start": "2020-08", "place_typed": "", "certainty": "high",
        "tag": str(stage.tag.pk), "client_key": str(uuid4()),
    }  # fmt: skip
    return Click(stage.case.analyst, {"pk": stage.case.item.pk, "kind": "incident"}, sent)


@button("new_part")
def new_part(stage: Stage) -> Click:
    sent = {
        "code": str(code("PHY.INSTR").pk), "victim": "group", "knowledge": "saw", "times": "2",
        "client_key": str(uuid4()),
    }  # fmt: skip
    return Click(stage.case.analyst, {"pk": stage.incident.pk, "kind": "act"}, sent)


@button("choose_place")
def choose_place(stage: Stage) -> Click:
    return Click(stage.case.analyst, {"pk": stage.carrying.pk}, {"start": "0", "end": "5"})


@button("drop_tag")
def drop_tag(stage: Stage) -> Click:
    return Click(stage.case.analyst, {"pk": stage.carrying.pk}, {"reason": "gone"})


@button("moved_tag_seen")
def moved_tag_seen(stage: Stage) -> Click:
    from evidence.coding import actions

    one = stage.carrying
    actions.choose_place(carrying=one, start=0, end=5, by=acts(stage.case.analyst))
    return Click(stage.case.analyst, {"pk": one.pk})


def parted(stage: Stage) -> Tag:
    """A tag whose code a version since then has parted."""
    tag = stage.tag
    publish(split_code, code="PHY.INSTR", parts={"PHY.INSTR_A": HALF, "PHY.INSTR_B": OTHER_HALF})
    return tag


@button("recode_tag")
def recode_tag(stage: Stage) -> Click:
    return Click(stage.case.analyst, {"pk": parted(stage).pk}, {"code": "PHY.INSTR_A"})


@button("undo_recoding")
def undo_recoding(stage: Stage) -> Click:
    from evidence.coding import actions

    tag = parted(stage)
    actions.recode_tag(tag=tag, code=code("PHY.INSTR_A"), by=acts(stage.case.analyst))
    return Click(stage.case.analyst, {"pk": tag.pk})


@button("change_fact")
def change_fact(stage: Stage) -> Click:
    sent = {"context": str(Code.objects.get(pk=code("CTX.ARREST").pk).pk), "when_start": "2020-09", "certainty": "low"}
    return Click(stage.case.analyst, {"kind": "incident", "pk": stage.incident.pk}, sent)


@button("take_back")
def take_back(stage: Stage) -> Click:
    return Click(stage.case.analyst, {"kind": "incident", "pk": stage.incident.pk})


@button("support")
def support(stage: Stage) -> Click:
    from evidence.coding import actions

    incident = stage.incident
    more = actions.place_tag(
        text=stage.case.original, code=code("PHY.BEAT"), start=4, end=8, by=acts(stage.case.analyst)
    )
    return Click(stage.case.analyst, {"kind": "incident", "pk": incident.pk}, {"tag": str(more.pk)})


@button("remove_support")
def remove_support(stage: Stage) -> Click:
    return Click(stage.case.analyst, {"pk": stage.support.pk})


@button("suggestions_of_code")
def suggestions_of_code(stage: Stage) -> Click:
    from evidence.coding.models import Suggestion
    from evidence.models import Segment

    by = acts(stage.case.analyst)
    text = stage.case.original
    segment = Segment.objects.visible_to(by).filter(text=text).order_by("number")[0]
    one = Suggestion(
        kind="code", item=text.item, text=text, text_sha256=text.sha256, segment=segment, code=code("PHY.BEAT"),
        value="PHY.BEAT", start=4, end=8, exact=segment.content[4:8], because="lexicon", engine="own rules",
        engine_version="1", closed=text.closed, collection=text.collection,
    )  # fmt: skip
    one.save(force_insert=True)
    return Click(stage.case.analyst, {"code": "PHY.BEAT"}, {f"on-{one.pk}": "accept"})


@button("corroboration_pair")
def corroboration_pair(stage: Stage) -> Click:
    accounts = make_accounts()
    for item in (accounts.item, accounts.other):
        held(item, accounts.analyst, "2020-08-09", "2020-08-13")
    pair = accounts.pairs()[0]
    sent = {"verdict": "unsure", "reason": "Too many were held there.", "seen": pair.stands, "client_key": str(uuid4())}
    return Click(accounts.analyst, {"one": pair.one, "other": pair.other}, sent)


@button("official_from_tag")
def official_from_tag(stage: Stage) -> Click:
    sent = {"label": "Commander N", "post": "major", "client_key": str(uuid4())}
    return Click(stage.case.analyst, {"pk": stage.tag.pk}, sent)


@button("tag_part")
def tag_part(stage: Stage) -> Click:
    sent = {"code": str(code("PHY.BEAT").pk), "from_ms": "0:01", "until_ms": "1:02.5", "client_key": str(uuid4())}
    return Click(stage.case.analyst, {"file": stage.case_recording.file_id}, sent)


@button("take_back_tag")
def take_back_tag(stage: Stage) -> Click:
    return Click(stage.case.analyst, {"pk": stage.tag.pk})


@button("register_add")
def register_add(stage: Stage) -> Click:
    first = Facility.objects.first()
    sent = {"label": "New station of Minsk", "kind": first.kind, "place": first.place_id}
    return Click(stage.case.analyst, {"slug": "facilities"}, sent)


@button("register_add_name")
def register_add_name(stage: Stage) -> Click:
    sent = {"text": "Another spelling", "language": "en", "kind": "alias"}
    return Click(stage.case.analyst, {"slug": "facilities", "pk": Facility.objects.first().pk}, sent)


NEW_CODE = {
    "code": "INS.WHIP", "parent": "INS", "assignable": "on", "label_en": "Whip", "label_ru": "Плеть",
    "label_be": "Бізун", "definition": "A lash on a handle.", "applies_to": ["interview"],
}  # fmt: skip


@button("framework_start")
def framework_start(stage: Stage) -> Click:
    return Click(make_person("Reva", "reviewer"), {}, {"version": "0.2", "purpose": "More instruments"})


@button("framework_add")
def framework_add(stage: Stage) -> Click:
    return Click(stage.draft_by, {"pk": stage.framework_draft.pk}, {**NEW_CODE, "key": str(uuid4())})


@button("framework_rules")
def framework_rules(stage: Stage) -> Click:
    sent = {"rules": "Code what the source says.", "single_choice": ["CTX"], "key": str(uuid4())}
    return Click(stage.draft_by, {"pk": stage.framework_draft.pk}, sent)


@button("framework_import")
def framework_import(stage: Stage) -> Click:
    scheme = scheme_of(stage.framework_draft)
    text = ours.write(replace(scheme, rules=("Code what the source says.",)))
    sent = {"kind": "yaml", "text": text, "do": "bring-in", "key": str(uuid4())}
    return Click(stage.draft_by, {"pk": stage.framework_draft.pk}, sent)


@button("framework_step")
def framework_step(stage: Stage) -> Click:
    draft = stage.framework_draft
    move_code(draft=draft, code="INS.STUN", direction="up", by=acts(stage.draft_by))
    return Click(stage.draft_by, {"pk": draft.pk, "step": "undo"}, {"number": "1"})


@button("framework_code_do")
def framework_code_do(stage: Stage) -> Click:
    code = stage.framework_draft.codes.get(code="INS.STUN")
    return Click(stage.draft_by, {"pk": code.pk, "verb": "move"}, {"direction": "up", "key": str(uuid4())})


@button("term_use")
def term_use(stage: Stage) -> Click:
    term = Term.objects.create(label="major", kind="rank")
    return Click(stage.case.analyst, {"pk": term.pk}, {"in_use": "no"})
