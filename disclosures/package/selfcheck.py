"""The verifier that travels with the package, run on it before its last byte is written.

Whoever opens the package does so far from us: what would not convince their copy of
``verify.py`` must not leave the house. Missing and changed files cannot occur here,
where each digest was just taken; steps 5 to 8 are those that depend on others.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from disclosures.package import verify
from disclosures.package.bag import Written
from disclosures.package.errors import PackageRefused


class Held:
    """The few files the steps read, from memory; of all others the digests suffice."""

    damages: tuple[verify.Damage, ...] = ()

    def __init__(self, names: Iterable[str], kept: Mapping[str, bytes]) -> None:
        self.names = [*names]
        self._kept = kept

    def open(self, name: str) -> io.BytesIO:
        return io.BytesIO(self._kept[name])


def check(files: Iterable[Written], kept: Mapping[str, bytes], public_key: str) -> None:
    """Raises PackageRefused when the recipient's check would end in anything but GOOD."""
    digests = {file.path: (file.sha512, file.sha256, file.size) for file in files}
    bag = verify.Bag(Held(digests, kept))
    bag.digests = digests
    try:
        key = verify.parse_key(public_key)
        verify.check_items(bag)
        verify.check_proofs(bag)
        verify.check_signature(bag, key)
    except verify.Bad as error:
        bag.found(verify.CHECKPOINT, verify.Kind.MALFORMED, str(error))
    if bag.damages or not bag.signed:
        raise PackageRefused(
            _(
                "The proofs of the ledger do not fit the files, so no package was made. "
                "Run the check of the ledger and of the stored files, then build again."
            )
        )
