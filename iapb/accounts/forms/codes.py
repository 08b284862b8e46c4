"""Codes of the second factor, at sign-in and when a verb wants a fresh one."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from iapb.accounts import guesses
from iapb.accounts.actions import second_factor
from iapb.accounts.adapter import SIGN_IN
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.models import Person
from iapb.ledger import record


class CodeForm(HouseForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        ),
    )
    reauthenticated = False

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.authenticator: Authenticator | None = None

    def clean_code(self) -> str:
        request = context.request
        usage = guesses.use_one(request, kind="code", email=self.user.email)
        if usage is None:
            raise ValidationError(_("Too many wrong codes. Wait an hour, or ask an account administrator."))
        self.authenticator = second_factor.consume(person=self.user, code=self.cleaned_data["code"])
        if self.authenticator is None:
            record("person.sign_in_failed", actor=SIGN_IN, object=self.user.pk, detail={"step": "code"})
            raise ValidationError(second_factor.WRONG)
        usage.rollback()
        return self.cleaned_data["code"]

    def save(self) -> None:
        assert self.authenticator is not None
        post_authentication(context.request, self.authenticator, reauthenticated=self.reauthenticated)


class SignInCodeForm(CodeForm):
    pass


class FreshCodeForm(CodeForm):
    reauthenticated = True
