"""Opens what the vault sealed: C2SP chunked-encryption, instance Cobblestone-256.

Written from the published text alone (c2sp.org/chunked-encryption: HKDF-Expand over
SHA-512, AES-256-GCM, 16 KiB chunks) and from the vault's own line on the context. The
only thing borrowed is AES-GCM itself. Everything in memory, nothing fast.

    sealed = salt (24) | commitment (32) | chunk 0 | chunk 1 | … | last chunk
    chunk  = AES-256-GCM ciphertext of 16,384 bytes, of fewer in the last, and tag (16)
"""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PREFIX = b"c2sp.org/chunked-encryption@v1+"
AEAD = b"AEAD_AES_256_GCM"
KEY, NONCE, COMMITMENT, SALT, TAG, CHUNK = 32, 12, 32, 24, 16, 16 * 1024
MOST_CHUNKS = 2**38


class Damaged(Exception):
    """It is not what was sealed under this key and context."""


def context_of(blob: str, segment: int) -> bytes:
    """The vault's context: a segment moved under another blob or number does not open."""
    return b"iapb-vault/1|" + blob.encode("ascii") + b"|" + str(segment).encode("ascii")


def hkdf_expand(prk: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, section 2.3, with SHA-512."""
    block, output, counter = b"", b"", 1
    while len(output) < length:
        block = hmac.new(prk, block + info + bytes([counter]), "sha512").digest()
        output = output + block
        counter = counter + 1
    return output[:length]


def derive(key: bytes, context: bytes, salt: bytes) -> tuple[bytes, bytes, bytes]:
    """The key of the chunks, the base nonce, the commitment."""
    if len(key) != KEY:
        raise Damaged("the key has 32 bytes")
    info = PREFIX + AEAD + b"\x00" + salt + context
    made = hkdf_expand(key, info, KEY + NONCE + COMMITMENT)
    return made[:KEY], made[KEY : KEY + NONCE], made[KEY + NONCE :]


def nonce_of(base: bytes, number: int) -> bytes:
    """The base nonce XOR the chunk number, big-endian and as wide."""
    if number >= MOST_CHUNKS:
        raise Damaged("too many chunks")
    counter = number.to_bytes(NONCE, "big")
    return bytes(base[i] ^ counter[i] for i in range(NONCE))


def chunks_of(body: bytes) -> list[bytes]:
    """The encrypted chunks; the last, and only the last, is shorter than a whole one."""
    whole = CHUNK + TAG
    chunks = [body[start : start + whole] for start in range(0, len(body), whole)]
    if len(chunks) == 0 or len(chunks[-1]) == whole:
        raise Damaged("cut off: the last chunk is missing")
    if len(chunks[-1]) < TAG:
        raise Damaged("the last chunk is shorter than its tag")
    return chunks


def open_all(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """The plaintext, whole. Raises Damaged when one byte, anywhere, is not as it was."""
    if len(sealed) < SALT + COMMITMENT:
        raise Damaged("shorter than its head")
    salt = sealed[:SALT]
    committed = sealed[SALT : SALT + COMMITMENT]
    chunk_key, base, commitment = derive(key, context, salt)
    if not hmac.compare_digest(committed, commitment):
        raise Damaged("another key, context or salt")
    plain = b""
    for number, chunk in enumerate(chunks_of(sealed[SALT + COMMITMENT :])):
        try:
            plain = plain + AESGCM(chunk_key).decrypt(nonce_of(base, number), chunk, None)
        except InvalidTag:
            raise Damaged(f"chunk {number} is not as it was sealed") from None
    return plain
