"""Codes the demonstration case through the actions that people use, once the worker has read its texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import count

from disclosures.demonstration import coding_twice, shapes
from disclosures.demonstration.coding_twice import Coding
from disclosures.demonstration.render.documents import vtt
from disclosures.demonstration.render.speech import Cue
from evidence.actions import files
from evidence.coding import actions
from evidence.coding.models import Code, Comparison, Draw, Incident, Suggestion, Tag, Work
from evidence.coding.quality_shown import Shown, desk_of
from evidence.coding.spans import joined
from evidence.dates import FuzzyDate
from evidence.models import Facility, ItemFile, Place, Segment, StateBody, Text
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.jobs.models import Job

FIRST, THIRD = "ru", "en"  # the languages the interviews were held in
LOOKED_AT = 2  # of three proposals: the last is left for a newcomer


class Coder:
    """One run after the case was loaded. Each step acts as the person whose work it is."""

    def __init__(self, told: shapes.Story) -> None:
        self.told = told
        emails = [member.email for member in told.members if member.role == "analyst"]
        self.tomas, self.vesna = (Person.objects.get(email=email) for email in emails)
        emails = [member.email for member in told.members if member.role == "reviewer"]
        self.ingunn, self.oddvar = (Person.objects.get(email=email) for email in emails)
        partner = next(one for one in told.members if one.role == "partner" and one.body == told.witness("w3").body)
        self.partner = Person.objects.get(email=partner.email)

    def ready(self) -> bool:
        """Whether both interviews are read, with the machine's proposals for them."""
        with actor_transaction(self.ingunn) as by:
            texts = [one for one in (_text(FIRST, by), _text(THIRD, by)) if one]
        working = Job.objects.open().filter(kind="propose_codes", object__in=[one.pk for one in texts])
        return len(texts) == 2 and not working.exists()

    def code(self) -> None:
        _open_lot()
        self._third()
        self._first()
        self._correct()

    def _third(self) -> None:
        """Drawn: coded twice as a whole, settled and closed; one rule was not clear."""
        self._give(THIRD, self.vesna, self.ingunn)
        self._decide_proposals(THIRD, coding_twice.THIRD_FIRST, self.vesna)
        self._place(THIRD, coding_twice.THIRD_FIRST, self.vesna)
        self._hand_in(self.vesna)
        self._claim(self.tomas)
        self._place(THIRD, coding_twice.THIRD_SECOND, self.tomas)
        self._hand_in(self.tomas)
        with actor_transaction(self.ingunn) as by:
            comparison = Comparison.objects.visible_to(by).select_related("item", "text", "first", "second").get()
            code, unclear, proposal = coding_twice.RULE
            actions.ask_about_rule(comparison=comparison, code=_code(code), unclear=unclear, proposal=proposal, by=by)
            for one in desk_of(comparison, by).shown:
                _settle(comparison, one, by)
            actions.close_comparison(comparison=comparison, by=by)

    def _first(self) -> None:
        """Passages about who gave orders go to a second coder; what differs there waits to be settled."""
        self._give(FIRST, self.tomas, self.oddvar)
        told = tuple((tag.code, tag.quote) for tag in self.told.tags)
        self._decide_proposals(FIRST, told, self.tomas)
        self._place(FIRST, told, self.tomas)
        with actor_transaction(self.tomas) as by:
            self._state(by)
        self._hand_in(self.tomas)
        self._claim(self.vesna)
        self._place(FIRST, coding_twice.FIRST_SECOND, self.vesna)
        self._hand_in(self.vesna)

    def _give(self, language: str, to: Person, reviewer: Person) -> None:
        with actor_transaction(reviewer) as by:
            actions.give_work(text=_known(language, by), to=to, by=by)

    def _claim(self, coder: Person) -> None:
        with actor_transaction(coder) as by:
            actions.claim_work(work=Work.objects.visible_to(by).get(state=Work.State.WAITING), by=by)

    def _hand_in(self, coder: Person) -> None:
        with actor_transaction(coder) as by:
            actions.hand_in_work(work=Work.objects.visible_to(by).get(coder=by, state=Work.State.OPEN), by=by)

    def _place(self, language: str, coding: Coding, coder: Person) -> None:
        with actor_transaction(coder) as by:
            text = _known(language, by)
            own = Tag.objects.visible_to(by).filter(author=by, text=text, retracted_at=None)
            placed = list(own.values_list("code__code", "start", "end"))
            for code, quote in coding:
                start, end = place_of(text, quote, by)
                if not any(code == other and begin < end and start < stop for other, begin, stop in placed):
                    actions.place_tag(text=text, code=_code(code), start=start, end=end, by=by)

    def _decide_proposals(self, language: str, coding: Coding, coder: Person) -> None:
        """What the coder would have placed is accepted, another code on their words is changed, the rest refused."""
        with actor_transaction(coder) as by:
            text = _known(language, by)
            places = [(code, *place_of(text, quote, by)) for code, quote in coding]
            rows = Suggestion.objects.visible_to(by).filter(text=text, kind=Suggestion.Kind.CODE)
            proposed = list(rows.filter(state=Suggestion.State.PROPOSED).select_related("code").order_by("start", "pk"))
            for one in proposed[: len(proposed) * LOOKED_AT // (LOOKED_AT + 1)]:
                codes = [code for code, start, end in places if start < one.end and one.start < end]
                if one.code.code in codes:
                    actions.accept_suggestion(suggestion=one, by=by)
                elif same := [code for code in codes if code.split(".")[0] == one.code.category]:
                    actions.change_suggestion(suggestion=one, code=_code(same[0]), by=by)
                else:
                    actions.refuse_suggestion(suggestion=one, by=by)

    def _state(self, by: Person) -> None:
        told, text = self.told.incident, _known(FIRST, by)
        incident = actions.state_incident(
            item=text.item,
            fields={
                "context": _code(told.context),
                "when": _day(told.start, told.end, told.precision),
                "place": Place.objects.get(key=told.place),
                "facility": Facility.objects.get(key=told.facility),
                "summary": told.summary,
                "certainty": told.certainty,
            },
            by=by,
        )
        for act in told.acts:
            fields = {"code": _code(act.code), "times": act.times, "knowledge": act.knowledge_basis}
            if act.instrument:
                fields["instrument"] = _code(act.instrument)
            tags = [_tag(text, act.code, quote, by) for quote in act.quotes]
            actions.add_act(incident=incident, fields=fields, tags=tags, by=by)
        self._consequences(incident, text, by)
        self._official(incident, text, by)

    def _consequences(self, incident: Incident, text: Text, by: Person) -> None:
        harm, done = self.told.incident.harm, self.told.incident.intervention
        actions.add_harm(
            incident=incident,
            fields={"code": _code(harm.code), "documented": harm.documented, "document": harm.document},
            tags=[_tag(text, harm.code, harm.quote, by)],
            by=by,
        )
        actions.add_intervention(
            incident=incident,
            fields={
                "form": done.form,
                "when": FuzzyDate.parse(done.when),
                "party": done.party,
                "outcome": done.outcome,
                "result": done.result,
            },
            tags=[_tag(text, done.code, done.quote, by)],
            by=by,
        )

    def _official(self, incident: Incident, text: Text, by: Person) -> None:
        told = self.told.incident
        body = StateBody.objects.get(key=told.official.state_body)
        tag = _tag(text, "LNK.PRESENT", told.official.quote, by)
        label = next(name.family for name in told.official.names if name.language == "en")
        official = actions.create_official_from_tag(tag=tag, label=label, post=told.official.rank, body=body, by=by)
        fields = {
            "official": official,
            "body": body,
            "degree": told.official_degree,
            "identification": told.official.identification,
            "confidence": told.official_confidence,
        }
        actions.add_involvement(incident=incident, fields=fields, tags=[tag], by=by)

    def _correct(self) -> None:
        """A better transcript, as its partner sends it; the worker reads it, and the tags follow."""
        with actor_transaction(self.partner) as by:
            text = _known(THIRD, by)
            segments = list(Segment.objects.visible_to(by).filter(text=text).order_by("number"))
        sent = files.Sent(
            name="transcript-corrected-en.vtt",
            role=ItemFile.Role.TRANSCRIPT,
            language=THIRD,
            acquisition="sent_as_file",
            note="Listened to again by a second person.",
        )
        files.receive_file(item=text.item_id, stream=[vtt(corrected(segments))], sent=sent, by=self.partner)


def corrected(segments: Iterable[Segment]) -> list[Cue]:
    cues = []
    for one in segments:
        words = one.content
        for was, now in coding_twice.CORRECTED:
            words = words.replace(was, now)
        cues.append(Cue((one.start_ms or 0) / 1000, (one.end_ms or 0) / 1000, one.speaker, words))
    return cues


def place_of(text: Text, quote: str, by: Person) -> tuple[int, int]:
    """Where the words stand, which they do once."""
    segments = list(Segment.objects.visible_to(by).filter(text=text).order_by("number"))
    words = r"\s+".join(re.escape(word) for word in quote.split())
    (found,) = re.finditer(words, joined(segments))
    return found.start() + segments[0].start, found.end() + segments[0].start


def _text(language: str, by: Person) -> Text | None:
    """The first transcript of the interview held in this language."""
    kind = {"kind": Text.Kind.TRANSCRIPT, "language": language, "item__kind": "interview"}
    return Text.objects.visible_to(by).filter(**kind).select_related("item").order_by("created_at").first()


def _known(language: str, by: Person) -> Text:
    text = _text(language, by)
    assert text is not None
    return text


def _code(name: str) -> Code:
    return Code.objects.select_related("framework", "replaced_by").get(code=name, framework__current=True)


def _tag(text: Text, code: str, quote: str, by: Person) -> Tag:
    start, end = place_of(text, quote, by)
    own = Tag.objects.visible_to(by).filter(text=text, author=by, code__code=code, retracted_at=None)
    tag: Tag = own.filter(start__lt=end, end__gt=start).select_related("text", "item").order_by("start").first()
    return tag


def _day(start: date, end: date, precision: str) -> FuzzyDate:
    return FuzzyDate(start, end, precision)


def _settle(comparison: Comparison, one: Shown, by: Person) -> None:
    decision, reason = coding_twice.DECIDED[str(one.difference.kind)]
    if decision == "present":
        decision = "first" if one.difference.of(0) else "second"
    actions.settle_difference(
        comparison=comparison, difference=one.difference.key, decision=decision, reason=reason, by=by
    )


def _open_lot() -> None:
    """The first lot of this installation, whose seed draws the first text that is handed in: so the case shows a
    whole text that was coded twice. Every later lot draws by a seed of its own."""
    seed = next(seed for seed in map("demonstration {}".format, count()) if Draw(seed=seed).drawn_place == 0)
    Draw.objects.create(seed=seed)
