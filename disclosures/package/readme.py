"""The page a stranger reads first. English: the working language of the recipients."""

from __future__ import annotations

from disclosures.package.contents import PackageContents

TEXT = """\
PACKAGE {number}
{underline}
Prepared by the International Accountability Platform for Belarus on {day}
for: {recipient}
in answer to: {request_ref}
for this purpose only: {purpose}

It holds {items} item(s) in {files} file(s). Open index.html in any browser for a
list with links; it needs no connection and runs no script.


HOW TO HANDLE IT
----------------
{caveats}
- Do not contact any person who appears in the material, or their relatives,
  directly. Every contact goes through us: {contact}
- People are named by codes. The key to the codes is not in this package.
- Consent can be withdrawn. If we write to you about an item, please answer and
  say what you have done.


HOW TO CHECK IT IN THREE STEPS
------------------------------
1. You need Python 3.8 or newer (python.org). For the signature you also need the
   package "cryptography"; everything else works without it. Nothing is sent
   anywhere.
2. In this folder, run:

       python3 verify.py --public-key "THE KEY PRINTED ON THE COVERING LETTER"

   (on Windows: py verify.py ...). It also takes the path of the unopened ZIP.
3. Read the last line. "GOOD" means that every file is as it was when we packed
   it. "DAMAGED" is followed by the name of each file concerned: do not use those
   files, and tell us. "signature NOT checked" means that "cryptography" is
   missing: install it and run the check again.

Take the key from the letter, not from this folder: whoever could change the
folder could change the key in it too. If you do not trust this verify.py, the
formats are public, so that anyone can write another: BagIt (RFC 8493), Merkle
proofs (RFC 9162, section 2.1.3.2), signed checkpoints (C2SP tlog-checkpoint).
Sums can also be checked by hand: sha512sum -c manifest-sha512.txt


WHAT IS IN IT
-------------
data/                 the evidence: originals exactly as received, and what was
                      made from them (transcripts, translations, text of scans)
index.html            the list, to be read by people
metadata/items.csv    one row an item, for spreadsheets. An apostrophe is put
                      before a value that a spreadsheet could take for a formula
metadata/items.json   the same, exact, with every file of each item
custody/              for each item, who did what with it and when. Gaps and
                      exceptions are shown, not hidden
proofs/               for each item, the proof that its entries stand in our
                      ledger; proofs/package.json proves this package itself
checkpoint.txt        the signed state of the ledger to which the proofs lead
public-key.txt        the key of that signature; compare it with the letter
contents-sha512.txt   the list of everything; its own sum stands in the ledger
manifest-sha512.txt, tagmanifest-sha512.txt, bag-info.txt, bagit.txt
                      the sums and labels of the BagIt format


WHAT THE PROOFS PROVE, AND WHAT THEY DO NOT
-------------------------------------------
They prove that each original is, byte for byte, the file whose sum was entered
in our ledger when it came in; that the entries were in the ledger when the
checkpoint was signed; and that this package holds exactly what our ledger says
was packed.
They do not prove that what a person said is true, that a document is genuine,
who made it, or when anything happened outside our house. Times of entries are
those of our own clock. They say nothing about entries that are not shown here.
A machine-made text or translation is marked as such and is no evidence by
itself: go back to the original.
"""


def text(contents: PackageContents) -> bytes:
    heading = f"PACKAGE {contents.number}"
    caveats = contents.caveats or ("No special caveats beyond those below.",)
    return TEXT.format(
        number=contents.number,
        underline="=" * len(heading),
        day=contents.day.isoformat(),
        recipient=line(contents.recipient),
        request_ref=line(contents.request_ref),
        purpose=line(contents.purpose),
        contact=line(contents.contact),
        items=len(contents.items),
        files=sum(len(item.files) for item in contents.items),
        caveats="\n".join(f"- {line(caveat)}" for caveat in caveats),
    ).encode()


def line(value: str) -> str:
    return " ".join(value.split())
