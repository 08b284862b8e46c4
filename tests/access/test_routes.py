from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, resolve, reverse

from iapb import urls
from iapb.routes import ENOUGH, PUBLIC, by_first_word, patterns, route


def view(request: object, **words: str) -> None:
    """Never called: only found."""


def named(entries: list[URLPattern | URLResolver]) -> list[tuple[str, str]]:
    return [(where, entry.name) for where, entry in patterns(URLResolver(path("", view).pattern, entries))]


def test_addresses_when_grouped_then_the_same_as_the_rooms_name_them() -> None:
    assert sorted(named(urls.urlpatterns)) == sorted(named(urls.rooms))
    assert {entry.callback.access_rule for _, entry in patterns()} <= {
        entry.callback.access_rule for _, entry in patterns(URLResolver(path("", view).pattern, urls.rooms))
    }


def test_addresses_when_they_begin_alike_then_the_first_that_fits_is_taken() -> None:
    one, other = (route(f"things/{end}", view, name=name, rule=PUBLIC) for end, name in (("new/", "a"), ("<x>/", "b")))
    [group] = by_first_word([one, path("", view, name="home"), other])[1:]
    assert [entry.name for entry in group.url_patterns] == ["a", "b"]


def test_addresses_when_they_begin_with_a_variable_or_are_a_word_alone_then_stay() -> None:
    entries = [path("<slug:x>/y/", view, name="a"), path("word", view, name="b"), path("", view, name="c")]
    assert by_first_word(entries) == entries


def test_addresses_when_many_begin_alike_then_divided_again() -> None:
    many = [path(f"api/{number}/x/", view, name=str(number)) for number in range(ENOUGH + 1)]
    [group] = by_first_word(many)
    assert len(group.url_patterns) == ENOUGH + 1
    assert all(isinstance(entry, URLResolver) for entry in group.url_patterns)


def test_address_when_resolved_then_says_its_whole_route() -> None:
    found = resolve(reverse("witnesses"))
    assert (found.url_name, found.route) == ("witnesses", "witnesses/")
