"""What every test relies on: warnings are errors, no other machine is reached, templates name nothing unknown.

Each test here fails when its guard is taken away.
"""

from __future__ import annotations

import datetime
import socket
import subprocess
import sys
import warnings

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import Error, Page
from pytest_socket import SocketConnectBlockedError

# Reserved for documentation (RFC 5737, RFC 3849): nobody answers there, so only the guard can refuse at once.
ELSEWHERE = [("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6)]
CONNECT = "import socket; socket.socket({family}, socket.{kind}).{verb}"
KINDS = [("SOCK_STREAM", "connect(({host!r}, 80))"), ("SOCK_DGRAM", "sendto(b'x', ({host!r}, 53))")]


@pytest.mark.parametrize("kind", [UserWarning, DeprecationWarning, ResourceWarning, RuntimeWarning, ImportWarning])
def test_warning_when_raised_then_an_error(kind: type[Warning]) -> None:
    with pytest.raises(kind):
        warnings.warn("look", kind, stacklevel=1)


def test_warning_when_a_date_has_no_zone_then_an_error() -> None:
    from iapb.accounts.models import Person

    with pytest.raises(RuntimeWarning, match="naive datetime"):
        Person(created_at=datetime.datetime(2024, 5, 2))._meta.get_field("created_at").get_prep_value(  # noqa: DTZ001
            datetime.datetime(2024, 5, 2)  # noqa: DTZ001
        )
    assert timezone.is_aware(timezone.now())


def test_warning_when_the_settings_are_read_then_none_is_let_through(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.getini("filterwarnings") == ["error"]
    assert not pytestconfig.getoption("pythonwarnings")


@pytest.mark.parametrize(("host", "family"), ELSEWHERE)
def test_network_when_a_test_connects_elsewhere_then_refused(host: str, family: int) -> None:
    # The guard warns before it raises, and here a warning is an error.
    with pytest.raises((SocketConnectBlockedError, UserWarning), match="A test tried to use socket"):
        socket.socket(family, socket.SOCK_STREAM).connect((host, 80))


@pytest.mark.parametrize(("kind", "verb"), KINDS)
@pytest.mark.parametrize(("host", "family"), ELSEWHERE)
def test_network_when_a_started_process_reaches_elsewhere_then_refused(
    host: str, family: int, kind: str, verb: str
) -> None:
    code = CONNECT.format(family=int(family), kind=kind, verb=verb.format(host=host))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20)
    assert done.returncode == 1 and "tried to reach another machine" in done.stderr


def test_network_when_it_is_this_machine_then_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        with socket.create_connection(listening.getsockname()):
            pass
        code = f"import socket; socket.create_connection(('127.0.0.1', {listening.getsockname()[1]}))"
        subprocess.run([sys.executable, "-c", code], check=True, timeout=20)


@pytest.mark.browser
@pytest.mark.parametrize("address", ["http://192.0.2.1/", "http://elsewhere.example/"])
def test_network_when_the_browser_goes_elsewhere_then_refused(page: Page, address: str) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(address, timeout=10_000)


@pytest.mark.parametrize(
    "template",
    [
        "{{ nobody }}",
        "{{ nobody.name }}",
        "{{ known.unknown }}",
        "{{ nobody|default:'x' }}",
        "{% with a=nobody %}{{ a }}{% endwith %}",
        "{% load i18n %}{% blocktranslate %}{{ nobody }}{% endblocktranslate %}",
    ],
)
def test_template_when_it_names_something_unknown_then_fails(template: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="Undefined template variable"):
        engines["django"].from_string(template).render({"known": object()})


def test_template_when_it_asks_whether_something_is_there_then_allowed() -> None:
    template = "{% if nobody %}a{% elif known.unknown %}b{% else %}c{% endif %}{% firstof nobody 'd' %}"
    assert engines["django"].from_string(template).render({"known": object()}) == "cd"


def test_template_when_a_page_misses_its_value_then_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="Undefined template variable 'label'"):
        render_to_string("components/act.html", {"address": "/"})


def test_template_when_there_are_engines_then_each_is_guarded() -> None:
    assert [type(engine.engine.string_if_invalid).__name__ for engine in engines.all()] == ["InvalidVarException"]
    assert len(settings.TEMPLATES) == 1
