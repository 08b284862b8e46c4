"""What the sign-in library may and may not do here."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):
    """Invitation only: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


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
