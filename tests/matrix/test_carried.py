"""What is named in a body, not in the address: another's id must answer like an id nobody ever had.

Also what a body may ask without naming anything: same bytes, same name, same key, same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.matrix.asking import frozen, parted, without_drawn
from tests.matrix.material import SOUND
from tests.matrix.walking import walk_of
from tests.matrix.world import WORDS, World
from tests.oracles import routes

OWN, OTHER = routes.OWN, routes.OTHER_BODY
HELD = {"held_on": "2024-05-02", "language": "ru", "place_kind": "office", "mode": "in_person"}


@dataclass(frozen=True)
class Carried:
    """`body(thing)`: what is sent when it names this thing."""

    name: str
    actor: str
    address: Callable[[World], dict[str, Any]]
    body: Callable[[Any], dict[str, Any]]
    foreign: Callable[[World], Any]
    strange: Callable[[], Any] = uuid4

    def __str__(self) -> str:
        return f"{self.actor}: POST {self.name} carrying a {self.body.__code__.co_varnames[0]}"


def of_own(part: str, kind: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {part: world.planted[OWN].__dict__[kind]}


def theirs(kind: str) -> Callable[[World], Any]:
    return lambda world: world.planted[OTHER].__dict__[kind]


def nothing(world: World) -> dict[str, Any]:
    return {}


def a_word(ownership: str, prefix: str) -> Callable[[World], str]:
    return lambda world: f"{prefix}{WORDS[ownership]}"


def incident(**more: Any) -> dict[str, Any]:
    return {"context": "CTX.ARREST", "when": {"start": "2020-08-11"}, "summary": "stated", **more}


def person(name: str) -> dict[str, Any]:
    names = [{"language": "en", "given": name, "family": f"{name}ov"}]
    return {"names": names, "birth_date": "1986-03-14", "sex": "male", "languages": ["ru"]}


CARRIED = [
    Carried("support", routes.ANALYST, lambda w: {"kind": "incident", **of_own("pk", "incident")(w)},
            lambda tag: {"tag": str(tag)}, theirs("tag")),
    Carried("api_tags", routes.ANALYST, of_own("pk", "item"),
            lambda text: {"text": str(text), "code": "PHY.BEAT", "start": 0, "end": 3}, theirs("text")),
    Carried("api_tags", routes.ANALYST, of_own("pk", "item"),
            lambda key: {"text": str(uuid4()), "code": "PHY.BEAT", "start": 0, "end": 3, "client_key": str(key)},
            theirs("tag")),
    Carried("ask_partner", routes.ANALYST, of_own("pk", "item"),
            lambda text: {"text": str(text), "start": 0, "end": 3, "words": "Who?"}, theirs("text")),
    Carried("comment", routes.ANALYST, of_own("pk", "item"),
            lambda tag: {"about": f"tag:{tag}", "words": "Compare."}, theirs("tag")),
    Carried("api_incidents", routes.ANALYST, of_own("pk", "item"), lambda tag: incident(tags=[str(tag)]),
            theirs("tag")),
    Carried("new_fact", routes.ANALYST, lambda w: {"kind": "incident", **of_own("pk", "item")(w)},
            lambda tag: {"context": "CTX.ARREST", "when_0": "2020", "certainty": "high", "tag": str(tag)},
            theirs("tag")),
    Carried("api_interviews", routes.PARTNER, nothing, lambda witness: {"witness": str(witness), **HELD},
            theirs("witness")),
    Carried("api_interviews", routes.PARTNER, nothing,
            lambda key: {"witness": str(uuid4()), "key": str(key), **HELD}, theirs("interview")),
    Carried("api_documents", routes.PARTNER, nothing,
            lambda witness: {"witness": str(witness), "document_kind": "court", "title": "Ruling"}, theirs("witness")),
    Carried("new_document", routes.PARTNER, of_own("pk", "witness"),
            lambda item: {"document_kind": "court", "title": "Ruling", "given_with": str(item)}, theirs("interview")),
    Carried("new_document", routes.PARTNER, of_own("pk", "witness"),
            lambda key: {"document_kind": "court", "title": "Ruling", "key": str(key)}, theirs("document")),
    Carried("api_contents", routes.PARTNER, of_own("pk", "item"),
            lambda someone: {"contains": [], "nothing_else": True, "carries_name": True, "others": "listed",
                             "restricted_art18": False, "sgbv": False, "persons": [str(someone)]}, theirs("person")),
    Carried("new_person", routes.PARTNER, of_own("pk", "item"),
            lambda key: {"kind": "co_detainee", "how": "a cell", "key": str(key)}, theirs("person")),
    Carried("api_witnesses", routes.PARTNER, nothing, lambda key: {"key": str(key), **person("Somebody")},
            theirs("witness")),
    Carried("add_entries", routes.OFFICER, lambda w: w.addresses["disclosure"][OWN],
            lambda item: {"items": str(item), "item": str(item)}, theirs("item")),
    Carried("api_entries", routes.OFFICER, lambda w: w.addresses["disclosure"][OWN],
            lambda item: {"items": [str(item)]}, theirs("item")),
    Carried("find_entries", routes.OFFICER, lambda w: w.addresses["disclosure"][OWN],
            lambda words: {"named": words}, theirs("code"), lambda: "W-10000"),
    Carried("new_request", routes.OFFICER, nothing, lambda key: {"key": str(key)}, theirs("item")),
    # The same name and year of birth as the other body's witness: "already heard elsewhere?" must not tell.
    Carried("api_witnesses", routes.PARTNER, nothing, person, a_word(OTHER, "Ident"), lambda: "Identzwischenfall"),
    Carried("api_consent", routes.PARTNER, of_own("pk", "witness"),
            lambda proof: {"form": str(uuid4()), "proof": str(proof)}, theirs("recording")),
    Carried("small_pictures", routes.PARTNER, nothing, lambda item: {"item": str(item)}, theirs("item")),
    Carried("small_pictures", routes.PARTNER, nothing, lambda file: {"file": str(file)}, theirs("recording")),
    Carried("search", routes.OTHER_ANALYST, nothing, lambda official: {"words": "", "official": str(official)},
            theirs("official")),
    Carried("api_search", routes.OTHER_ANALYST, nothing, lambda official: {"official": str(official)},
            lambda world: uuid4()),
    Carried("search", routes.ANALYST, nothing, lambda words: {"words": words}, a_word(OTHER, ""),
            lambda: "zwischenfall"),
    Carried("api_search", routes.ANALYST, nothing, lambda words: {"words": words}, a_word(OTHER, ""),
            lambda: "zwischenfall"),
    Carried("witnesses", routes.PARTNER, nothing, lambda code: {"words": code, "code": code, "q": code},
            theirs("code"), lambda: "W-10000"),
    Carried("register", routes.PARTNER, lambda w: {"slug": "facilities"}, lambda words: {"words": words},
            a_word(OTHER, "Official-"), lambda: "Official-zwischenfall"),
    Carried("register_suggest", routes.PARTNER, lambda w: {"slug": "officials"}, lambda text: {"text": text},
            a_word(OTHER, "Official-"), lambda: "Official-zwischenfall"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(CARRIED)), ids=[f"{n}-{one.name}" for n, one in enumerate(CARRIED)])
def test_body_when_it_names_another_bodys_thing_then_as_one_that_never_was(world: World, number: int) -> None:
    carried = CARRIED[number]
    walk = walk_of(world, carried.actor)
    path = reverse(carried.name, kwargs=carried.address(world) or None)
    things = [carried.foreign(world), carried.strange()]
    wrong, answers = [], []
    with frozen():
        for thing in things:
            answer = walk.browser.ask("POST", path, carried.body(thing))
            answers.append(without_drawn(answer, *things))
            if answer.status_code >= 500:
                wrong.append(f"{carried}: answered {answer.status_code} {answer.exc_info[1]!r:.200}")
            wrong += [f"{carried}: shows {n.text}" for n in walk.strange if n.text in answers[-1]]
    if answers[0] != answers[1]:
        wrong.append(f"{carried}: differs at {parted(*answers)}")
    assert not wrong, "\n".join(wrong)


def test_draft_when_its_id_is_another_bodys_witness_then_kept_as_under_a_new_one(world: World) -> None:
    walk = walk_of(world, routes.PARTNER)
    answers = []
    with frozen():
        for subject in (world.planted[OTHER].witness, uuid4()):
            path = reverse("save_draft", kwargs={"form": "witness", "subject": subject})
            answers.append(without_drawn(walk.browser.ask("POST", path, {"given": "a word"}), subject))
    assert answers[0] == answers[1], parted(*answers)
    assert answers[0].startswith("200")


def test_upload_when_another_body_holds_the_same_bytes_then_not_told(
    enter: Callable[[str], World], a_copy: str
) -> None:
    """In a copy of its own: an upload is more than one transaction and stays."""
    world = enter(a_copy)
    walk = walk_of(world, routes.PARTNER)
    path = reverse("upload", kwargs={"item": world.planted[OWN].item})
    held = SOUND + WORDS[OTHER].encode()
    fresh = SOUND + b"zwischenf"
    assert len(held) == len(fresh)
    answers = []
    for content in (held, fresh):
        said = {"X-File-Name": "sound.wav", "X-File-Role": "recording_audio", "X-File-Language": "ru"}
        answer = walk.browser.ask("PUT", path, content, **said)
        assert answer.status_code == 201, answer.content
        text = re.sub(r'"sha256": ?"[0-9a-f]{64}"', "<hash>", without_drawn(answer))
        answers.append(text)
    assert answers[0] == answers[1], parted(*answers)
