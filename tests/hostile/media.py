"""Recordings that are lists of addresses, that lie about themselves, that never end."""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import Iterator
from fractions import Fraction

import av

from tests.hostile.hostile import FAR, NAMED, NEAR, Hostile

HLS = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{NEAR}/segment.ts\n#EXT-X-ENDLIST\n"
VARIANT = f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{FAR}/other.m3u8\n"
READS = f"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nconcat:{NEAR}/head.m3u8|file:///etc/passwd\n#EXT-X-ENDLIST\n"
KEYED = f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{NAMED}/key"\n#EXTINF:1,\nfile:///etc/hostname\n'


def box(kind: bytes, *inside: bytes, size: int | None = None) -> bytes:
    content = b"".join(inside)
    return struct.pack(">L", len(content) + 8 if size is None else size) + kind + content


def wav(seconds: float = 1.0, *, told: int | None = None, rate: int = 8000, channels: int = 1) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(8000)
        target.writeframes(bytes(int(seconds * 8000) * 2))
    content = bytearray(made.getvalue())
    struct.pack_into("<H", content, 22, channels)
    struct.pack_into("<L", content, 24, rate)
    if told is not None:
        struct.pack_into("<L", content, 40, told)
    return bytes(content)


def encoded(kind: str, codec: str, seconds: float = 2.0) -> bytes:
    """A real recording of silence in this container. Bit-exact: the same each time."""
    made = io.BytesIO()
    with av.open(made, "w", format=kind, options={"fflags": "+bitexact"}) as target:
        stream = target.add_stream(codec, rate=48_000, layout="mono")
        stream.codec_context.flags |= 1 << 23  # bitexact
        step = 960
        for number in range(int(seconds * 48_000) // step):
            frame = av.AudioFrame(format=stream.codec_context.format.name, layout="mono", samples=step)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.sample_rate, frame.pts, frame.time_base = 48_000, number * step, Fraction(1, 48_000)
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return made.getvalue()


def files() -> Iterator[Hostile]:
    yield from _lists()
    yield from _lists_in_disguise()
    yield from _films()
    yield from _sounds()


def _lists() -> Iterator[Hostile]:
    listed = ("playlist",)
    yield Hostile("list.m3u8", HLS.encode(), "recording_video", listed)
    yield Hostile("list-of-lists.m3u8", VARIANT.encode(), "recording_video", listed)
    yield Hostile("list-that-reads-files.m3u8", READS.encode(), "recording_video", listed)
    yield Hostile("list-with-a-key.m3u8", KEYED.encode(), "recording_audio", listed)
    yield Hostile("plain.m3u", f"#EXTM3U\n#EXTINF:1,song\n{FAR}/a.mp3\n".encode(), "recording_audio", listed)
    yield Hostile(
        "radio.pls", f"[playlist]\nFile1={NEAR}/a.mp3\nNumberOfEntries=1\n".encode(), "recording_audio", listed
    )
    yield Hostile("list.xspf", f'<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/"><location>{NEAR}/x</location></playlist>'.encode(), "recording_audio", listed)  # fmt: skip
    yield Hostile("list.asx", f'<asx version="3.0"><entry><ref href="{NEAR}/x.wmv"/></entry></asx>'.encode(), "recording_video", listed)  # fmt: skip
    yield Hostile(
        "list.smil", f'<smil><body><video src="{NEAR}/x.mp4"/></body></smil>'.encode(), "recording_video", listed
    )
    yield Hostile("dash.mpd", f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{FAR}/</BaseURL></MPD>'.encode(), "recording_video", listed)  # fmt: skip
    yield Hostile("session.sdp", b"v=0\r\no=- 0 0 IN IP4 192.0.2.80\r\ns=x\r\nc=IN IP4 192.0.2.80\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n", "recording_audio", listed)  # fmt: skip
    yield Hostile("concat.ffconcat", f"ffconcat version 1.0\nfile /etc/passwd\nfile {NEAR}/x.mp4\n".encode(), "recording_video", listed)  # fmt: skip


def _lists_in_disguise() -> Iterator[Hostile]:
    listed = ("playlist",)
    yield Hostile("list.mp4", HLS.encode(), "recording_video", listed)
    yield Hostile("list.avi", READS.encode(), "recording_video", listed)
    yield Hostile("list.mp3", b"\xef\xbb\xbf" + HLS.encode(), "recording_audio", listed)
    yield Hostile("list-after-blanks.mkv", b"\n\n  " + HLS.encode(), "recording_video", listed)
    yield Hostile("list-in-two-bytes.mp4", HLS.encode("utf-16"), "recording_video", listed)
    yield Hostile("concat.mp4", f"file '/etc/passwd'\nfile '{NEAR}/x.mp4'\n".encode(), "recording_video", listed)
    yield Hostile("concat.jpg", f"ffconcat version 1.0\nfile {NEAR}/x.jpg\n".encode(), "photo", listed)
    subtitles = b"GAB2\0\2\0" + bytes(10) + HLS.encode()
    stream = box(b"LIST", b"strl")[:0] + b"LIST" + struct.pack("<L", len(subtitles) + 12) + b"movi" + b"00sb" + struct.pack("<L", len(subtitles)) + subtitles  # fmt: skip
    yield Hostile(
        "subtitles-are-a-list.avi", b"RIFF" + struct.pack("<L", len(stream) + 4) + b"AVI " + stream, "recording_video"
    )
    yield Hostile(
        "list-in-a-comment.mp3", b"ID3\x03\0\0\0\0\x10\0" + b"COMM" + HLS.encode().ljust(2038, b"\0"), "recording_audio"
    )


def _films() -> Iterator[Hostile]:
    whole = encoded("mp4", "aac")
    kind = box(b"ftyp", b"isom\0\0\2\0isommp41")
    yield Hostile("truncated.mp4", whole[: len(whole) * 2 // 3], "recording_video")
    yield Hostile("only-a-head.mp4", kind, "recording_video")
    yield Hostile("without-an-end.mp4", kind + box(b"mdat", bytes(5000), size=0), "recording_video")
    yield Hostile("box-of-four-gigabytes.mp4", kind + box(b"moov", bytes(100), size=0xFFFFFFFF), "recording_video")
    deep = b""
    for _layer in range(3000):
        deep = box(b"trak", deep)
    yield Hostile("three-thousand-boxes-deep.mp4", kind + box(b"moov", deep), "recording_video")
    elsewhere = box(b"dinf", box(b"dref", b"\0\0\0\0\0\0\0\1", box(b"url ", b"\0\0\0\0" + f"{NEAR}/x.mov\0".encode())))
    yield Hostile("data-is-elsewhere.mov", whole.replace(b"moov", b"moov", 1) + box(b"moov", box(b"trak", box(b"mdia", box(b"minf", elsewhere)))), "recording_video")  # fmt: skip
    link = box(b"rmra", box(b"rmda", box(b"rdrf", b"\0\0\0\0url " + struct.pack(">L", 40) + f"{FAR}/x.mov".encode().ljust(40, b"\0"))))  # fmt: skip
    yield Hostile("leads-elsewhere.mov", box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov", link), "recording_video")
    ages = whole.replace(b"mvhd" + whole[(at := whole.find(b"mvhd") + 4) : at + 20], b"mvhd" + whole[at : at + 16] + b"\xff\xff\xff\xf0", 1)  # fmt: skip
    yield Hostile("of-fifty-days.mp4", ages, "recording_video")
    matroska = encoded("matroska", "libopus")
    yield Hostile("truncated.mkv", matroska[: len(matroska) // 2], "recording_video")
    yield Hostile(
        "endless.mkv",
        matroska[:40] + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + bytes(3000),
        "recording_video",
    )
    yield Hostile(
        "head-of-nothing.mkv",
        b"\x1aE\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff" + b"\x42\x82\x88matroska" * 900,
        "recording_video",
    )
    yield Hostile("zeros.ts", (b"G\x40\0\x10" + bytes(184)) * 500, "recording_video")


def _sounds() -> Iterator[Hostile]:
    yield Hostile("promises-four-gigabytes.wav", wav(told=0xFFFFFFF0), "recording_audio")
    yield Hostile("thirty-hours.wav", wav(told=30 * 3600 * 16_000), "recording_audio", ("too_long",))
    yield Hostile("breaks-off.wav", wav(told=60 * 16_000), "recording_audio", ("truncated",))
    yield Hostile("no-channels.wav", wav(channels=0), "recording_audio")
    yield Hostile("sixty-thousand-channels.wav", wav(channels=60_000), "recording_audio")
    yield Hostile("four-gigahertz.wav", wav(rate=0xFFFFFFFF), "recording_audio")
    yield Hostile("one-hertz.wav", wav(seconds=30, rate=1), "recording_audio")
    yield Hostile("hollow.wav", b"RIFF\xff\xff\xff\xffWAVE", "recording_audio", ("unreadable",))
    ogg = encoded("ogg", "libopus")
    yield Hostile("truncated.ogg", ogg[: len(ogg) // 2], "recording_audio")
    yield Hostile("last-page-is-in-the-year-3000.ogg", ogg.replace(b"OggS\0\4" + ogg[(at := ogg.rfind(b"OggS\0\4") + 6) : at + 8], b"OggS\0\4" + b"\xff" * 6 + b"\x7f\0"), "recording_audio")  # fmt: skip
    yield Hostile("damaged.ogg", ogg[:100] + b"OggS" * 3000, "recording_audio")
    info = struct.pack(">HH", 4096, 4096) + bytes(6) + b"\x0a\xc4\x42\xff" + b"\xff" * 4 + bytes(16)
    yield Hostile("two-hundred-days.flac", b"fLaC\x80\0\0\x22" + info, "recording_audio")
    pictures = b"".join(b"\x06\x80\0\0" + bytes(0x800000) for _picture in range(2))
    yield Hostile("pictures-only.flac", b"fLaC\0\0\0\x22" + info + pictures, "recording_audio")
    mp3 = encoded("mp3", "libmp3lame")
    yield Hostile("truncated.mp3", mp3[: len(mp3) - 333], "recording_audio")
    yield Hostile("a-tag-of-256-megabytes.mp3", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(2000), "recording_audio")
    yield Hostile("heads-without-sound.mp3", (b"\xff\xfb\x90\x00" + bytes(60)) * 4000, "recording_audio")
    yield Hostile("noise.amr", b"#!AMR\n" + bytes(range(256)) * 90, "recording_audio")
    yield Hostile("hollow.m4a", box(b"ftyp", b"M4A \0\0\0\0M4A ") + box(b"moov", bytes(90)), "recording_audio")
