"""What the sign-in library may and may not do here."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from iapb.accounts import guesses
from iapb.accounts.actions import sessions
from iapb.accounts.models import Person
from iapb.ledger import record

SIGN_IN = "accounts:sign-in"
NOBODY = "accounts:nobody"


class ClosedAdapter(DefaultAccountAdapter):
    """Invitation only: nobody signs up. One sentence for every reason a sign-in fails."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _("Too many wrong attempts. Wait an hour, or ask an account administrator."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only paths of our own; the content host shares our name list and is not meant."""
        own = url.startswith("/") and not url.startswith(("//", "/\\"))
        return own and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        usage = guesses.use_one(request, kind="password", email=credentials.get("email", ""))
        if usage is None:
            raise self.validation_error("too_many_login_attempts")
        person = authenticate(request, **credentials)
        # The library would tell a suspended person apart from a wrong password; we do not.
        AuthenticationBackend.unstash_authenticated_user()
        if person is None or not person.is_current():
            self.authentication_failed(request, **credentials)
            return None
        usage.rollback()
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        person = Person.objects.filter(email=credentials.get("email", "").lower()).only("pk").first()
        with transaction.atomic():
            record(
                "person.sign_in_failed",
                actor=SIGN_IN,
                object=person.pk if person else NOBODY,
                detail={"step": "password"},
            )

    def reauthenticate(self, user: Person, password: str) -> bool:
        return self.authenticate(self.request, email=user.email, password=password) is not None

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        sessions.begin(request=request, person=user)
        guesses.remember(request, user)

    def logout(self, request: HttpRequest) -> None:
        sessions.leave(request=request, person=request.user)
        super().logout(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("sign_in")

    def set_password(self, user: Person, password: str) -> None:
        """A new password ends every session and token: who knew the old one is out."""
        with transaction.atomic():
            super().set_password(user, password)
            record("person.password_changed", actor=user.pk, object=user.pk, detail={})
            sessions.end_everything(person=user, why="password changed", by=user)


class SealedMFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets rest encrypted, so that a copy of the database cannot sign in."""

    def encrypt(self, text: str) -> str:
        return self._fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._fernet().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: Any) -> str:
        return user.email

    @staticmethod
    def _fernet() -> Fernet:
        key = HKDF(hashes.SHA256(), 32, salt=None, info=b"iapb/second-factor/1").derive(settings.SECRET_KEY.encode())
        return Fernet(base64.urlsafe_b64encode(key))
