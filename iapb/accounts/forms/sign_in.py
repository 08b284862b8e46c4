"""The library's own forms in the look and the words of the house."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django.utils.translation import gettext_lazy as _


class _Dressed:
    use_required_attribute = False

    def _dress(self, labels: dict[str, Any]) -> None:
        for name, label in labels.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, ""
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "form-control"


class SignInForm(_Dressed, LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress({"login": _("E-mail"), "password": _("Password")})
        self.fields["login"].widget.attrs.update(autocomplete="username", autofocus=True)
        self.fields["password"].max_length = 512


class NewPasswordForm(_Dressed, ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress(
            {
                "oldpassword": _("Present password"),
                "password1": _("New password"),
                "password2": _("The new password again"),
            }
        )
        self.fields["password1"].help_text = _("At least 15 characters. All your sessions and tokens end.")
