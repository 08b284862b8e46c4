"""What is said about an item, as pages show it: questions with their turns, notes in their threads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.talk_drafts import KEPT
from evidence.coding.facts_shown import FACT_NAMES
from evidence.coding.models import FACTS, Mention, Note, Question, QuestionMessage, TalkDraft
from evidence.coding.recordings import ROLES
from evidence.models import Item, ItemFile, Segment, Text
from iapb.access.rights import Actor
from iapb.accounts.models import Person

AROUND = 3  # segments shown before and after the words
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Written:
    note: Note
    mine: bool
    calls_me: Mention | None  # not read yet


@dataclass
class Thread:
    """All that is noted about one thing."""

    first: Note
    notes: list[Written] = field(default_factory=list)
    draft: str = ""

    @property
    def about(self) -> str:
        """As the form of a reply names it."""
        named = next((name for name in ("tag", *FACTS) if getattr(self.first, f"{name}_id")), None)
        if named:
            return f"{named}:{getattr(self.first, f'{named}_id')}"
        return "passage" if self.first.text_id else "item"

    @property
    def title(self) -> Any:
        first = self.first
        if first.tag_id:
            return first.tag.code.label
        if first.incident_id:
            return first.incident.context.label
        if first.act_id:
            return first.act.code.label
        if first.text_id:
            return _("A passage")
        return next((FACT_NAMES[name] for name in FACTS if getattr(first, f"{name}_id")), _("The whole item"))

    @property
    def quote(self) -> str:
        return self.first.tag.quoted if self.first.tag_id else self.first.exact

    @property
    def span(self) -> Any:
        return self.first.tag if self.first.tag_id else self.first

    @property
    def place(self) -> str:
        """Where the words stand, as the workbench's script finds them."""
        span = self.span
        return f"{span.text_id}:{span.start}-{span.end}" if span.text_id else ""

    @property
    def calls_me(self) -> bool:
        return any(one.calls_me for one in self.notes)


@dataclass(frozen=True)
class Talk:
    questions: list[Question]
    threads: list[Thread]
    drafts: dict[tuple[str, UUID], dict[str, str]]
    item: Item

    @property
    def waits(self) -> int:
        """Questions on which somebody must act, here or with the partner."""
        return sum(question.is_open for question in self.questions)

    @property
    def closed(self) -> bool:
        return any(question.state == Question.State.SETTLED for question in self.questions)

    @property
    def ask_draft(self) -> dict[str, str]:
        return self._begun("ask")

    @property
    def comment_draft(self) -> dict[str, str]:
        return self._begun("comment")

    def _begun(self, form: str) -> dict[str, str]:
        content = self.drafts.get((form, self.item.pk), {})
        return {name: content.get(name, "") for name in KEPT}

    @property
    def note_drafts(self) -> dict[str, str]:
        """By what they are about, for the box beside a tag."""
        found = {about: content for (form, about), content in self.drafts.items() if form == "comment"}
        return {str(about): content.get("words", "") for about, content in found.items()}

    @property
    def key(self) -> UUID:
        """Of a form: sent again it is the same."""
        return uuid4()


def talk_of(item: Item, actor: Person) -> Talk:
    """In four statements, however much was said."""
    drafts = {(row.form, row.about): row.content for row in TalkDraft.objects.visible_to(actor).filter(item=item)}
    questions = questions_with_turns(Question.objects.visible_to(actor).filter(item=item), actor)
    for question in questions:
        question.now_words = now_words(question)
        question.draft = drafts.get(("answer", question.pk), drafts.get(("ask", question.pk), {})).get("words", "")
    threads = _threads(item, actor)
    for thread in threads:
        thread.draft = drafts.get(("comment", thread.first.pk), {}).get("words", "")
    return Talk(questions, threads, drafts, item)


def questions_with_turns(questions: Any, actor: Person) -> list[Any]:
    """The open ones first, then the newest."""
    messages = QuestionMessage.objects.visible_to(actor).select_related("author")
    found = questions.select_related("item", "body", "asker", "text", "ended_by").annotate(now_pieces=_now(actor))
    rows = found.prefetch_related(Prefetch("messages", messages, to_attr="turns")).order_by("-touched_at", "pk")
    return sorted(rows, key=lambda question: not question.is_open)


def _now(actor: Actor) -> ArraySubquery:
    """Of the newer layer the segments that the words stand in, as far as the actor sees them."""
    within = Segment.objects.visible_to(actor).filter(
        text=OuterRef("now_text"), number__gte=OuterRef("now_segment__number"), start__lt=OuterRef("now_end")
    )
    return ArraySubquery(within.order_by("number").values(json=JSONObject(start="start", content="content")))


def now_words(question: Question) -> str:
    """As they read where the question stands now."""
    pieces = question.now_pieces or []  # type: ignore[attr-defined]
    first, last = question.stands_from, question.stands_to
    words = (one["content"][max(0, first - one["start"]) : last - one["start"]] for one in pieces)
    return "\n".join(words)


def _threads(item: Item, actor: Person) -> list[Thread]:
    """Those that call the actor first, then in the order in which they were begun."""
    unread = Mention.objects.visible_to(actor).filter(person=actor.pk, read_at=None)
    notes = Note.objects.visible_to(actor).filter(item=item, retracted_at=None)
    notes = notes.select_related("author", "tag__code", "incident__context", "act__code")
    found: dict[Key, Thread] = {}
    for note in notes.prefetch_related(Prefetch("mentions", unread, to_attr="unread")):
        thread = found.setdefault(_thing(note), Thread(note))
        thread.notes.append(Written(note, note.author_id == actor.pk, next(iter(note.unread), None)))
    return sorted(found.values(), key=lambda thread: not thread.calls_me)


def _thing(note: Note) -> Key:
    return (note.tag_id, *(getattr(note, f"{name}_id") for name in FACTS), note.text_id, note.start, note.end)


@dataclass(frozen=True)
class Piece:
    """A stretch of a segment, inside or outside the words that are asked about."""

    words: str
    asked: bool


@dataclass(frozen=True)
class Line:
    segment: Segment
    pieces: list[Piece]


@dataclass(frozen=True)
class Passage:
    """The words in their segments, with a few before and after."""

    text: Text
    lines: list[Line]


def of_body(actor: Actor) -> Any:
    """Questions as the page of the body that is asked reads them."""
    rows = Question.objects.visible_to(actor)
    return rows.select_related("item", "segment", "text", "now_segment", "now_text")


def turns_of(question: Question, actor: Actor) -> list[QuestionMessage]:
    return list(QuestionMessage.objects.visible_to(actor).filter(question=question).select_related("author"))


def passage_of(question: Question, actor: Actor) -> Passage:
    """As it was asked about."""
    lines = _lines(actor, question.text_id, question.segment.number, question.start, question.end)
    return Passage(question.text, lines)


def passage_now(question: Question, actor: Actor) -> Passage | None:
    """As it reads in the newer layer to which the question has moved."""
    if not question.has_moved:
        return None
    number, start, end = question.now_segment.number, question.now_start, question.now_end
    return Passage(question.now_text, _lines(actor, question.now_text_id, number, start, end))


def _lines(actor: Actor, text: UUID, number: int, start: int, end: int) -> list[Line]:
    rows = Segment.objects.visible_to(actor).filter(text=text).order_by("number")
    within = rows.filter(number__gte=number - AROUND, start__lt=end)
    after = rows.filter(start__gte=end)[:AROUND]
    return [Line(one, _pieces(one, start, end)) for one in (*within, *after)]


def _pieces(segment: Segment, first: int, last: int) -> list[Piece]:
    content = segment.content
    start = min(max(first - segment.start, 0), len(content))
    end = min(max(last - segment.start, 0), len(content))
    parts = [Piece(content[:start], False), Piece(content[start:end], True), Piece(content[end:], False)]
    return [part for part in parts if part.words]


def recordings_of(item: UUID, actor: Actor) -> list[ItemFile]:
    """That may be heard while the passage is read."""
    found = ItemFile.objects.visible_to(actor).filter(item=item, role__in=ROLES, derived_from=None)
    return list(found.order_by("added_at"))
