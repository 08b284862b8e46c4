from __future__ import annotations

import pytest
from django.urls import reverse
from tests.cast import make_body, make_person, make_team, signed_in

pytestmark = pytest.mark.django_db


def test_pages() -> None:
    body = make_body("B")
    admin = make_person("Admin", "account_administrator", body=body)
    other = make_person("Other", "analyst", body=body)
    team = make_team("T", other)
    c = signed_in(admin)
    for n in ["home", "people", "roles", "bodies", "teams", "my_account", "new_body", "new_team", "recovery_codes"]:
        r = c.get(reverse(n))
        assert r.status_code == 200, (n, r.status_code, r.get("Location"))
    for n in ["people", "roles", "bodies", "teams"]:
        r = c.post(reverse(n), {"q": "o", "sort": "-name", "state": ""})
        assert r.status_code == 200, n
    for n, o in [
        ("person", other),
        ("person", admin),
        ("body", body),
        ("team", team),
        ("deactivate_person", other),
        ("renew_role", other.roles.get()),
    ]:
        r = c.get(reverse(n, args=[o.pk]))
        assert r.status_code == 200, n
    for n in ["invite_person", "make_token", "replace_factor", "account_change_password"]:
        r = c.get(reverse(n))
        assert r.status_code == 302, n
    r = c.client_get = c.get(reverse("sign_in"))
    assert r.status_code == 302
    from django.test import Client

    r = Client().get(reverse("sign_in"))
    assert r.status_code == 200
