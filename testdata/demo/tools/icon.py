#!/usr/bin/env python3
"""Draws the demo's icon, a white shopping bag on a red rounded square: icon.py SIZE OUT.png

Original artwork, drawn from a few shapes with four by four samples a pixel, so that no picture has to be committed.
"""
import struct
import sys
import zlib

RED, WHITE = (0xD7, 0x26, 0x2B), (0xFF, 0xFF, 0xFF)
SAMPLES = 4


def rounded(x, y, left, top, right, bottom, radius):
    """Is (x, y) inside the rectangle with rounded corners?"""
    if not (left <= x <= right and top <= y <= bottom):
        return False
    dx = max(left + radius - x, x - (right - radius), 0)
    dy = max(top + radius - y, y - (bottom - radius), 0)
    return dx * dx + dy * dy <= radius * radius


def colour(x, y):
    """The colour at (x, y) of the unit square, None where the icon is transparent."""
    if not rounded(x, y, 0.04, 0.04, 0.96, 0.96, 0.18):
        return None
    ring = (x - 0.5) ** 2 + (y - 0.40) ** 2
    handle = y <= 0.40 and 0.11**2 <= ring <= 0.155**2
    return WHITE if handle or rounded(x, y, 0.27, 0.40, 0.73, 0.76, 0.05) else RED


def pixel(column, row, size):
    """Red, green, blue, alpha of one pixel: the mean of its samples."""
    hits = []
    for j in range(SAMPLES):
        for i in range(SAMPLES):
            c = colour((column + (i + 0.5) / SAMPLES) / size, (row + (j + 0.5) / SAMPLES) / size)
            if c is not None:
                hits.append(c)
    if not hits:
        return bytes(4)
    mean = (sum(c[k] for c in hits) // len(hits) for k in range(3))
    return bytes((*mean, 255 * len(hits) // SAMPLES**2))


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(size):
    rows = b"".join(b"\0" + b"".join(pixel(x, y, size) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


if __name__ == "__main__":
    with open(sys.argv[2], "wb") as out:
        out.write(png(int(sys.argv[1])))
