"""What is said about an item among those who code, and to the partner. A fragment beside the text, else a page."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence.coding import actions, talk_tables
from evidence.coding.mentions import who_can_be_called
from evidence.coding.models import FACT_KINDS, Fact, Mention, Note, Question, QuestionMessage, Tag
from evidence.coding.talk_forms import AboutForm, PassageForm, WordsForm, about_of
from evidence.coding.talk_shown import talk_of
from evidence.models import Item, Text
from iapb.access.errors import Invalid, Refused, told

FRAGMENT = "talk"
_FACTS = {kind: model for model, kind in FACT_KINDS.items()}


@require_safe
def talk(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _talk(request, _item(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def asked_questions(request: HttpRequest) -> HttpResponse:
    return render(request, "coding/talk_asked.html", {"list": talk_tables.asked(request)})


@require_POST
def ask_partner(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = _item(request, pk)
    sent = PassageForm(request.POST).checked()
    actions.ask_partner(**{**sent, "text": _text(request, item, sent["text"])}, by=request.user)
    return _done(request, item)


@require_POST
def comment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A note on what the form names: the item, a passage of it, a tag, a fact."""
    item = _item(request, pk)
    sent = AboutForm(request.POST).checked()
    (kind, thing), said = sent["about"], {"words": sent["words"], "client_key": sent["client_key"], "by": request.user}
    if kind == "item":
        actions.note_on_item(item=item, **said)
    elif kind == "passage":
        place = PassageForm(request.POST).checked()
        actions.note_on_passage(**{**place, "text": _text(request, item, place["text"])}, by=request.user)
    elif kind == "tag":
        actions.add_note(tag=_thing(request, item, kind, thing), **said)
    else:
        actions.note_on_fact(fact=_thing(request, item, kind, thing), **said)
    return _done(request, item)


@require_POST
def ask_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    question, sent = _question(request, pk), WordsForm(request.POST).checked()
    actions.ask_on(question=question, **sent, by=request.user)
    return _done(request, question.item)


@require_POST
def settle_question(request: HttpRequest, pk: UUID) -> HttpResponse:
    question = _question(request, pk)
    actions.settle_question(question=question, by=request.user)
    return _done(request, question.item)


@require_POST
def strike_message(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = QuestionMessage.objects.visible_to(request.user).select_related("question__item")
    message = get_object_or_404(rows, pk=pk)
    actions.strike_message(message=message, by=request.user)
    return _done(request, message.question.item)


@require_POST
def take_back_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    note = get_object_or_404(Note.objects.visible_to(request.user).select_related("item"), pk=pk)
    actions.take_back_note(note=note, by=request.user)
    return _done(request, note.item)


@require_POST
def read_mention(request: HttpRequest, pk: UUID) -> HttpResponse:
    mention = get_object_or_404(Mention.objects.visible_to(request.user).select_related("note__item"), pk=pk)
    actions.read_mention(mention=mention, by=request.user)
    return _done(request, mention.note.item)


@never_cache
@require_safe
def people(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Names that can be called in a note on this item, or on what `about` names of it."""
    item, named = _item(request, pk), False
    if about := request.GET.get("about"):
        try:
            kind, thing = about_of(about)
        except ValidationError as wrong:
            raise Http404 from wrong
        named = thing is not None and _thing(request, item, kind, thing).restricted
    found = who_can_be_called(item, request.user, named=named).values_list("name", flat=True)
    return JsonResponse({"names": list(found.distinct())})


@never_cache
@require_POST
def keep_draft(request: HttpRequest, form: str, about: UUID) -> HttpResponse:
    """Answers as drafts of intake do (static/js/drafts.js)."""
    try:
        draft = actions.keep_draft(form=form, about=about, fields=request.POST.dict(), by=request.user)
    except Item.DoesNotExist:
        raise Http404 from None
    except (Invalid, Refused) as refusal:
        return JsonResponse(told(refusal.sentence), status=400)
    if draft is None:
        return JsonResponse({"saved": ""})
    at = date_format(localtime(draft.saved_at), "H:i:s")
    return JsonResponse({"saved": _("Kept as a draft at %(time)s.") % {"time": at}})


def _talk(request: HttpRequest, item: Item) -> HttpResponse:
    template = "coding/talk.html" if _wants_fragment(request) else "coding/talk_page.html"
    return render(request, template, {"item": item, "talk": talk_of(item, request.user)})


def _done(request: HttpRequest, item: Item) -> HttpResponse:
    """What was sent is no draft any more."""
    form, _slash, about = request.POST.get("draft", "").partition("/")
    with suppress(ValueError):  # of a form that keeps none
        actions.forget_draft(form=form, about=UUID(about), by=request.user)
    return _talk(request, item) if _wants_fragment(request) else redirect("talk", item.pk)


def _wants_fragment(request: HttpRequest) -> bool:
    return request.headers.get("X-Fragment") == FRAGMENT


def _item(request: HttpRequest, pk: UUID) -> Item:
    return get_object_or_404(Item.objects.visible_to(request.user), pk=pk)


def _text(request: HttpRequest, item: Item, pk: UUID) -> Text:
    return get_object_or_404(Text.objects.visible_to(request.user).select_related("item"), pk=pk, item=item)


def _question(request: HttpRequest, pk: UUID) -> Question:
    return get_object_or_404(Question.objects.visible_to(request.user).select_related("item"), pk=pk)


def _thing(request: HttpRequest, item: Item, kind: str, pk: Any) -> Tag | Fact:
    model: Any = Tag if kind == "tag" else _FACTS[kind]
    return get_object_or_404(model.objects.visible_to(request.user).select_related("item"), pk=pk, item=item)
