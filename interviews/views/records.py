"""The record beside the interview's own fields: trainings, guides and procedures, physical items."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evidence.models import ItemFile
from interviews import pages, record_page
from interviews.actions import things, training
from interviews.forms.records import (
    AcknowledgementForm,
    CertificateForm,
    GuideForm,
    LinkForm,
    NewThingForm,
    PhotoForm,
)
from interviews.models import Acknowledgement, Guide, Interview, Thing, ThingEvent

OPEN = ["GET", "HEAD", "POST"]


@require_safe
def interviewers(request: HttpRequest) -> HttpResponse:
    return render(request, "interviews/interviewers.html", pages.interviewers(request.user))


@require_http_methods(OPEN)
def new_certificate(request: HttpRequest) -> HttpResponse:
    form = CertificateForm(request.POST or None)
    if request.method == "POST" and form.carried_out(lambda sent: training.add_certificate(by=request.user, **sent)):
        messages.success(request, _("The certificate is recorded."))
        return redirect("interviewers")
    return render(request, "interviews/certificate_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def new_guide(request: HttpRequest) -> HttpResponse:
    form = GuideForm(request.POST or None)
    if request.method == "POST" and form.carried_out(lambda sent: training.issue_guide(by=request.user, **sent)):
        messages.success(request, _("Issued as version %(version)d.") % {"version": form.result.version})
        return redirect("guide", form.result.pk)
    return render(request, "interviews/guide_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def guide(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Guide.objects.visible_to(request.user).select_related("issued_by"), pk=pk)
    form = AcknowledgementForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: training.acknowledge(guide=found, by=request.user, **sent)
    ):
        messages.success(request, _("The acknowledgement is recorded."))
        return redirect("guide", pk)
    read = Acknowledgement.objects.visible_to(request.user).filter(guide=found).select_related("stated_by")
    shown = {"guide": found, "form": form, "read": read}
    return render(request, "interviews/guide.html", shown, status=422 if form.errors else 200)


@require_safe
def interview(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(record_page.for_page(request.user), pk=pk)
    return render(request, "interviews/record.html", record_page.record(found, request.user))


@require_http_methods(OPEN)
def new_thing(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = get_object_or_404(Interview.objects.visible_to(request.user), pk=pk)
    form = NewThingForm(request.POST or None, photos=_photos(request, interview.pk))
    if request.method == "POST" and form.carried_out(
        lambda sent: things.take(interview=interview, taken=form.taken(), key=sent["key"], by=request.user)
    ):
        messages.success(request, _("The physical item is recorded. Seal it next."))
        return redirect("thing", form.result.pk)
    shown = {"interview": interview, "form": form}
    return render(request, "interviews/thing_new.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def thing(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _thing(request, pk)
    form = LinkForm(request.POST or None, thing=found)
    if request.method == "POST" and form.carried_out(
        lambda sent: things.go_on(thing=found, link=form.link(), key=sent["key"], by=request.user)
    ):
        messages.success(request, _("The chain goes on."))
        return redirect("thing", pk)
    photo = PhotoForm(photos=_photos(request, found.interview_id), initial={"photo": found.photo_id})
    return _thing_page(request, found, form, photo)


@require_http_methods(["POST"])
def photograph(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = _thing(request, pk)
    form = PhotoForm(request.POST, photos=_photos(request, found.interview_id))
    if form.carried_out(lambda sent: things.show(thing=found, photo=sent["photo"], by=request.user)):
        messages.success(request, _("The photograph is named."))
        return redirect("thing", pk)
    return _thing_page(request, found, LinkForm(thing=found), form)


def _thing_page(request: HttpRequest, found: Thing, form: LinkForm, photo: PhotoForm) -> HttpResponse:
    events = ThingEvent.objects.visible_to(request.user).filter(thing=found).select_related("recorded_by")
    shown = {"thing": found, "form": form, "photo": photo, "events": events, "next": things.next_links(found)}
    return render(request, "interviews/thing.html", shown, status=422 if form.errors or photo.errors else 200)


def _thing(request: HttpRequest, pk: UUID) -> Thing:
    return get_object_or_404(Thing.objects.visible_to(request.user).select_related("interview", "photo__file"), pk=pk)


def _photos(request: HttpRequest, interview: UUID) -> object:
    files = ItemFile.objects.visible_to(request.user)
    return files.filter(item=interview, role=ItemFile.Role.PHOTO, derived_from=None)
