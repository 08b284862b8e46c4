from __future__ import annotations

from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consent import answers as answering
from consent.access import require_may_record
from consent.actions import pauses, proofs, records, withdrawals
from consent.forms.records import ConsentRecordForm, InvalidateForm, NarrowForm, PauseForm, WithdrawForm
from consent.models import ConsentForm, ConsentRecord
from consent.pages import records as pages
from consent.standing import standing_of
from consent.words import Purpose
from evidence.views.files import pieces
from iapb.access.errors import Invalid, Refused, allowed, told
from iapb.accounts.fresh import fresh
from iapb.custody import tickets
from iapb.custody.arriving import NoRoom
from iapb.routes import without_transaction
from interviews.actions import drafts
from interviews.forms.witnesses import ReasonForm
from interviews.views.witnesses import initial_of, of_actor

OPEN = ["GET", "HEAD", "POST"]


@require_safe
def consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    witness = of_actor(request, pk)
    return render(request, "consent/consent.html", pages.record_page(witness, request.user))


@require_safe
def earlier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A record that was superseded, as it was."""
    visible = ConsentRecord.objects.visible_to(request.user).select_related("form", "witness", "recorded_by")
    record = get_object_or_404(visible, pk=pk)
    shown = {
        "record": record,
        "witness": record.witness,
        "grants": pages.grants_of(record, request.user),
        "may_record": allowed(require_may_record, record.witness, request.user),
    }
    return render(request, "consent/earlier.html", shown)


@never_cache
@require_http_methods(OPEN)
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The version that was signed is chosen first; then its purposes, one by one."""
    witness = of_actor(request, pk)
    draft = drafts.find(form="consent", subject=witness.pk, by=request.user)
    typed = initial_of(drafts.content_of(draft)) if draft else {}
    chosen = request.POST.get("form") or request.GET.get("form") or typed.get("form")
    form_version = _form_version(chosen)
    if form_version is None:
        versions = ConsentForm.objects.order_by("-valid_from", "version", "language")
        return render(request, "consent/choose_form.html", {"witness": witness, "versions": versions})
    initial = {"language": form_version.language, **typed}
    form = ConsentRecordForm(request.POST or None, form=form_version, initial=initial)
    if request.method == "POST" and form.carried_out(
        lambda sent: records.record_consent(
            witness=witness,
            taking=form.taking(),
            answers=form.answers(),
            proof=proofs.find(sent["proof"], request.user),
            key=sent["key"],
            by=request.user,
        )
    ):
        messages.success(request, _("The consent is recorded with its proof."))
        return redirect("consent", pk)
    shown = {"witness": witness, "form": form, "version": form_version, "draft": draft}
    return render(request, "consent/new.html", shown, status=422 if form.errors else 200)


def _form_version(chosen: Any) -> ConsentForm | None:
    if not chosen:
        versions = list(ConsentForm.objects.all()[:2])
        return versions[0] if len(versions) == 1 else None
    try:
        return get_object_or_404(ConsentForm, pk=UUID(str(chosen)))
    except ValueError:
        raise Http404 from None


@without_transaction
@require_http_methods(["PUT"])
def upload_proof(request: HttpRequest, pk: UUID) -> HttpResponse:
    said = request.headers
    length = said.get("Content-Length", "")
    try:
        receipt = proofs.receive_proof(
            witness=pk,
            stream=pieces(request),
            name=unquote(said.get("X-File-Name", "")),
            by=request.user,
            expected_sha256=said.get("X-File-Sha256") or None,
            expected_size=int(length) if length.isdecimal() else None,
            client_key=said.get("X-Client-Key") or None,
        )
    except ObjectDoesNotExist:
        return JsonResponse(told(_("Not found.")), status=404)
    except Refused as refusal:
        return JsonResponse(told(refusal.sentence), status=403)
    except NoRoom as refusal:
        return JsonResponse(told(refusal.sentence), status=507)
    except Invalid as refusal:
        return JsonResponse(told(refusal.sentence, refusal.field), status=400)
    answer = {
        "id": str(receipt.id),
        "size": receipt.size,
        "sha256": receipt.sha256,
        "event": str(receipt.event),
        "again": receipt.again,
        "proof": reverse("ledger:proof", args=[receipt.event]),
    }
    return JsonResponse(answer, status=200 if receipt.again else 201)


@fresh
@require_http_methods(OPEN)
def proof(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signed form carries the name: it is read for a reason, like the identity."""
    visible = ConsentRecord.objects.visible_to(request.user).select_related("proof", "witness")
    record = get_object_or_404(visible, pk=pk)
    form = ReasonForm(request.POST or None)
    shown: dict[str, Any] = {"record": record, "witness": record.witness, "form": form}
    if request.method == "POST" and form.carried_out(
        lambda sent: tickets.issue(
            record.proof, by=request.user, session_key=request.session.session_key, purpose=sent["reason"][:200]
        )
    ):
        shown["address"] = settings.CONTENT_URL.rstrip("/") + form.result
    return render(request, "consent/proof.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    witness = of_actor(request, pk)
    standing = standing_of(witness.pk, request.user)
    grants = pages.grants_of(standing.record, request.user) if standing.record else []
    open_purposes = [(one.purpose, Purpose(one.purpose).label) for one in grants if one.opens]
    form = WithdrawForm(request.POST or None, open_purposes=open_purposes)
    if request.method == "POST" and form.carried_out(
        lambda _sent: withdrawals.withdraw(witness=witness, by=request.user, **form.withdrawn())
    ):
        messages.success(request, _("The withdrawal is recorded and holds from now on."))
        return redirect("consent", pk)
    shown = {"witness": witness, "form": form, "standing": standing}
    return render(request, "consent/withdraw.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def pause(request: HttpRequest, pk: UUID) -> HttpResponse:
    witness = of_actor(request, pk)
    standing = standing_of(witness.pk, request.user)
    grants = pages.grants_of(standing.record, request.user) if standing.record else []
    open_purposes = [(one.purpose, Purpose(one.purpose).label) for one in grants if one.opens]
    form = PauseForm(request.POST or None, open_purposes=open_purposes)
    if request.method == "POST" and form.carried_out(
        lambda _sent: pauses.pause(witness=witness, by=request.user, **form.withdrawn())
    ):
        messages.success(request, _("The pause is recorded and holds from now on."))
        return redirect("consent", pk)
    shown = {"witness": witness, "form": form, "standing": standing}
    return render(request, "consent/pause.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def narrow(request: HttpRequest, pk: UUID) -> HttpResponse:
    witness = of_actor(request, pk)
    standing = standing_of(witness.pk, request.user)
    grants = pages.grants_of(standing.record, request.user) if standing.record else []
    form = NarrowForm(request.POST or None, standing=[answering.of_row(one) for one in grants])
    if request.method == "POST" and form.carried_out(
        lambda sent: records.narrow(
            witness=witness,
            answers=form.answers(),
            channel=sent["channel"],
            happened_on=sent["happened_on"],
            note=sent["note"],
            by=request.user,
        )
    ):
        messages.success(request, _("The narrower consent is recorded and holds from now on."))
        return redirect("consent", pk)
    shown = {"witness": witness, "form": form, "standing": standing}
    return render(request, "consent/narrow.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def invalidate(request: HttpRequest, pk: UUID) -> HttpResponse:
    witness = of_actor(request, pk)
    form = InvalidateForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: withdrawals.invalidate(witness=witness, by=request.user, **sent)
    ):
        messages.success(request, _("Recorded: this consent does not hold."))
        return redirect("consent", pk)
    shown = {"witness": witness, "form": form}
    return render(request, "consent/invalidate.html", shown, status=422 if form.errors else 200)
