"""The partner's side of a question: the passage, what was said, an answer. Nothing of the analysis, nor of who asks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evidence.coding import actions, talk_tables
from evidence.coding.models import Question, QuestionMessage, TalkDraft
from evidence.coding.talk_forms import AnswerForm
from evidence.coding.talk_shown import of_body, passage_now, passage_of, recordings_of, turns_of
from evidence.coding.views.talk import keep_draft

OPEN = ["GET", "HEAD", "POST"]
__all__ = ["keep_draft", "question", "questions", "strike_answer"]


@require_http_methods(OPEN)
def questions(request: HttpRequest) -> HttpResponse:
    return render(request, "coding/questions.html", {"list": talk_tables.to_answer(request)})


@require_http_methods(OPEN)
def question(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _question(request, pk)
    form = AnswerForm(request.POST or None, initial=_begun(found, request))
    if form.carried_out(lambda sent: actions.answer_question(question=found, **sent, by=request.user)):
        actions.forget_draft(form=TalkDraft.Form.ANSWER, about=found.pk, by=request.user)
        messages.success(request, _("Sent. You can add to it as long as the question is open."))
        return redirect("question", pk)
    shown = {
        "question": found,
        "item": found.item,
        "turns": turns_of(found, request.user),
        "passage": passage_of(found, request.user),
        "now": passage_now(found, request.user),
        "recordings": recordings_of(found.item_id, request.user),
        "form": form,
    }
    return render(request, "coding/question.html", shown, status=422 if request.method == "POST" else 200)


@require_POST
def strike_answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(QuestionMessage.objects.visible_to(request.user), pk=pk)
    message = actions.strike_message(message=found, by=request.user)
    messages.success(request, _("Struck out."))
    return redirect("question", message.question_id)


def _question(request: HttpRequest, pk: UUID) -> Question:
    found: Question = get_object_or_404(of_body(request.user), pk=pk)
    return found


def _begun(question: Question, request: HttpRequest) -> dict[str, str]:
    """What this person has typed and not sent."""
    mine = TalkDraft.objects.visible_to(request.user).filter(form=TalkDraft.Form.ANSWER, about=question.pk)
    draft = mine.first()
    return {"words": draft.content.get("words", "")} if draft else {}
