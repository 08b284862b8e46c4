"""Drawings, pages, letters and XML that run, fetch or grow when somebody opens them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.documents import LAUGHS, REACHES
from tests.hostile.hostile import FAR, NAMED, NEAR, Hostile

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"{}>{}</svg>'
)


def files() -> Iterator[Hostile]:
    yield from _drawings()
    yield from _pages()
    yield from _xml()
    yield from _letters()


def drawing(inside: str, attributes: str = "") -> bytes:
    return SVG.format(attributes, inside).encode()


def _drawings() -> Iterator[Hostile]:
    scripts, remote, entities = ("scripts",), ("remote_parts",), ("entities",)
    yield Hostile("script.svg", drawing(f"<script>fetch('{NEAR}/svg')</script>"), "photo", scripts)
    yield Hostile("on-load.svg", drawing("<rect/>", ' onload="alert(1)"'), "photo", scripts)
    yield Hostile("page-inside.svg", drawing("<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>"), "photo", scripts)  # fmt: skip
    yield Hostile("link-that-runs.svg", drawing('<a xlink:href="javascript:alert(1)"><rect/></a>'), "photo", scripts)
    yield Hostile("picture-elsewhere.svg", drawing(f'<image xlink:href="{NEAR}/x.png"/>'), "photo", remote)
    yield Hostile("part-elsewhere.svg", drawing(f'<use href="{FAR}/x.svg#a"/>'), "photo", remote)
    yield Hostile("style-elsewhere.svg", drawing(f"<style>@import '{NAMED}/x.css';</style>"), "photo", remote)
    yield Hostile("file-inside.svg", drawing('<image href="file:///etc/passwd"/>'), "photo", remote)
    yield Hostile("reaches.svg", REACHES.encode() + drawing("<text>&e;&f;</text>"), "photo", entities)
    yield Hostile("laughs.svg", LAUGHS.encode() + drawing("<text>&m;</text>"), "photo", entities)
    yield Hostile("deep.svg", drawing("<g>" * 50_000 + "</g>" * 50_000), "photo", ("bomb",))
    yield Hostile("drawing-called-a-photo.png", drawing(f'<image href="{NEAR}/x.png"/>'), "scan", remote)


def _pages() -> Iterator[Hostile]:
    scripts, remote = ("scripts",), ("remote_parts",)
    page = "<!DOCTYPE html><html><head>{}</head><body>{}</body></html>"
    kinds = {
        "script": (page.format("<script src='" + NEAR + "/x.js'></script>", ""), scripts),
        "picture": (page.format("", f"<img src='{FAR}/dot.gif'>"), remote),
        "refresh": (page.format(f"<meta http-equiv='refresh' content='0;url={NAMED}/'>", ""), remote),
        "frame": (page.format("", f"<iframe src='{NEAR}/'></iframe>"), scripts),
        "form": (page.format("", f"<form action='{NEAR}/'><input name=a></form>"), remote),
        "style": (page.format(f"<style>body{{background:url({NEAR}/x)}}</style>", ""), remote),
        "event": (page.format("", "<img src=x onerror=alert(1)>"), scripts),
        "link": (page.format(f"<link rel=stylesheet href={NEAR}/x.css>", ""), remote),
    }
    for which, (content, found) in kinds.items():
        yield Hostile(f"{which}.html", content.encode(), "transcript", found)
    yield Hostile("million-tags.html", b"<html>" + b"<div>" * 1_000_000, "other")
    yield Hostile("script-in-two-bytes.html", page.format("", "<script>1</script>").encode("utf-16"), "other", scripts)


def _xml() -> Iterator[Hostile]:
    head = '<?xml version="1.0"?>'
    yield Hostile("reaches.xml", f"{head}{REACHES}<x>&e;&f;</x>".encode(), "other", ("entities",))
    yield Hostile("laughs.xml", f"{head}{LAUGHS}<x>&m;</x>".encode(), "other", ("entities",))
    quadratic = f'{head}<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><x>{"&a;" * 50_000}</x>'
    yield Hostile("grows-by-the-square.xml", quadratic.encode(), "other", ("entities",))
    yield Hostile(
        "definition-elsewhere.xml", f'{head}<!DOCTYPE x SYSTEM "{NEAR}/x.dtd"><x/>'.encode(), "other", ("entities",)
    )
    parameter = f'{head}<!DOCTYPE x [<!ENTITY % p SYSTEM "{FAR}/p.dtd"> %p;]><x/>'
    yield Hostile("parameter-elsewhere.xml", parameter.encode(), "other", ("entities",))
    include = f'{head}<x xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="{NEAR}/i"/></x>'
    yield Hostile("includes.xml", include.encode(), "other", ("remote_parts",))
    yield Hostile("style-elsewhere.xml", f'{head}<?xml-stylesheet type="text/xsl" href="{NEAR}/s.xsl"?><x/>'.encode(), "other", ("remote_parts",))  # fmt: skip
    yield Hostile(
        "hundred-thousand-layers.xml", (head + "<a>" * 100_000 + "</a>" * 100_000).encode(), "other", ("bomb",)
    )
    yield Hostile(
        "million-attributes.xml", (head + "<a " + " ".join(f'b{n}=""' for n in range(200_000)) + "/>").encode(), "other"
    )


def _letters() -> Iterator[Hostile]:
    head = (
        "From: a@example.org\nTo: b@example.org\nSubject: x\nDate: Thu, 2 May 2024 12:00:00 +0000\nMIME-Version: 1.0\n"
    )
    html = f"Content-Type: text/html\n\n<html><body><img src='{NEAR}/opened'></body></html>\n"
    yield Hostile("picture-elsewhere.eml", (head + html).encode(), "other", ("remote_parts",))
    script = "Content-Type: text/html\n\n<script>alert(1)</script>\n"
    yield Hostile("script.eml", (head + script).encode(), "other", ("scripts",))
    parts = 'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: application/x-msdownload\nContent-Disposition: attachment; filename="a.exe"\n\nMZ\n--b--\n'
    yield Hostile("carries-a-program.eml", (head + parts).encode(), "other", ("embedded",))
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000))
    yield Hostile("three-thousand-parts-deep.eml", (head + deep).encode(), "other")
    yield Hostile("hundred-thousand-headers.eml", (head + "X-A: b\n" * 100_000 + "\nwords\n").encode(), "other")
