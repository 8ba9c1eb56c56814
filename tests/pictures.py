"""Pictures as small as they can be, for tests that need real ones."""

import struct
import zlib

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b0800030004010111 00ffd9")
"""The head of a JPEG, 4 by 3 pixels: enough for those who look no further."""


def make_png(width: int = 4, height: int = 3, shade: int = 0) -> bytes:
    """Return a PNG in one shade of grey."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([shade]) * width) * height
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_pack, chunks))


def _pack(chunk: tuple[bytes, bytes]) -> bytes:
    kind, data = chunk
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
