"""Statements of RDF, as far as a vocabulary needs them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
OWL = "http://www.w3.org/2002/07/owl#"
# A tag URI (RFC 4151): a name that is nobody else's, and no address that anybody would fetch.
OURS = "tag:iapbelarus.org,2026:framework/terms#"
PREFIXES = {"rdf": RDF, "xsd": XSD, "skos": SKOS, "dct": DCT, "owl": OWL, "iapb": OURS}
TYPE = RDF + "type"


class Iri(str):
    __slots__ = ()


@dataclass(frozen=True)
class Literal:
    value: str
    language: str = ""
    datatype: str = ""


Object = Iri | Literal | tuple["Iri | Literal", ...]  # a tuple is a list in order
Statement = tuple[Iri, str, Object]


class Graph:
    """Statements by subject and predicate, in the order in which they were read."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.by_subject: dict[Iri, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in statements:
            known = self.by_subject[subject][predicate]
            if value not in known:
                known.append(value)

    def objects(self, subject: Iri, predicate: str) -> list[Object]:
        return self.by_subject[subject].get(predicate, []) if subject in self.by_subject else []

    def literals(self, subject: Iri, predicate: str) -> list[Literal]:
        return [value for value in self.objects(subject, predicate) if isinstance(value, Literal)]

    def iris(self, subject: Iri, predicate: str) -> list[Iri]:
        return [value for value in self.objects(subject, predicate) if isinstance(value, Iri)]

    def typed(self, kind: str) -> list[Iri]:
        return [subject for subject, held in self.by_subject.items() if Iri(kind) in held.get(TYPE, [])]
