"""Counts what the documented defaults of CleanVision (github.com/cleanlab/cleanvision, 2026-01) flag in archives of images or IDX files.

Written anew from its documentation of checks and thresholds, for it cannot be installed everywhere; perceptual hashes as in the ImageHash library.
Usage: peer_hygiene.py SET... (tar archives and IDX image files, together one data set)
"""

import gzip
import hashlib
import io
import struct
import sys
import tarfile
from collections import Counter

import numpy as np
from PIL import Image, ImageFilter

HASH_SIDE, HASH_SOURCE = 8, 32
COSINES = np.array([[2 * np.cos(np.pi * k * (2 * n + 1) / (2 * HASH_SOURCE)) for n in range(HASH_SOURCE)] for k in range(HASH_SIDE)])


def images(path):
    if path.endswith(".tar"):
        with tarfile.open(path) as tar:
            for member in tar:
                if member.isfile():
                    try:
                        image = Image.open(io.BytesIO(tar.extractfile(member).read()))
                        image.load()
                        yield image
                    except OSError:
                        yield None
        return

    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        _, count, rows, columns = struct.unpack(">IIII", file.read(16))
        for _ in range(count):
            yield Image.frombytes("L", (columns, rows), file.read(rows * columns))


def brightness(image):
    red, green, blue = (np.asarray(band, dtype=float) for band in image.convert("RGB").split())
    return np.sqrt(0.241 * red**2 + 0.691 * green**2 + 0.068 * blue**2) / 255


def blur_score(image):
    ratio = max(image.size) / 64
    small = image.resize((max(1, int(image.width / ratio)), max(1, int(image.height / ratio)))) if ratio > 1 else image
    gray = small.convert("L")
    edges = 1 - np.exp(-0.01 * np.asarray(gray.filter(ImageFilter.FIND_EDGES), dtype=float).std())
    spread = 1 - np.exp(-0.01 * np.std(gray.histogram()))
    return edges + (spread if spread > 0.18 else 0)


def perceptual_hash(image):
    pixels = np.asarray(image.convert("L").resize((HASH_SOURCE, HASH_SOURCE), Image.Resampling.LANCZOS), dtype=float)
    low = COSINES @ pixels @ COSINES.T
    return (low > np.median(low)).tobytes()


def main(paths):
    counts, sizes, exact, near = Counter(), [], Counter(), Counter()
    for image in (image for path in paths for image in images(path)):
        if image is None:
            continue

        values = brightness(image)
        counts["dark"] += np.percentile(values, 99) < 0.32
        counts["light"] += 1 - np.percentile(values, 5) < 0.05
        counts["odd_aspect_ratio"] += min(image.size) / max(image.size) < 0.35
        counts["low_information"] += 0.1 * image.entropy() < 0.3
        counts["blurry"] += blur_score(image) < 0.29
        counts["grayscale"] += image.mode == "L"
        sizes.append(np.sqrt(image.width * image.height))
        exact[hashlib.md5(image.tobytes()).digest()] += 1
        near[perceptual_hash(image)] += 1

    low, high = np.percentile(sizes, [25, 75])
    counts["odd_size"] = sum((size < low - 3 * (high - low)) or (size > high + 3 * (high - low)) for size in sizes)
    counts["exact_duplicates"] = sum(count for count in exact.values() if count > 1)
    counts["near_duplicates"] = sum(count for count in near.values() if count > 1)
    print(f"{len(sizes)} images: " + ", ".join(f"{name} {int(counts[name])}" for name in sorted(counts)))


main(sys.argv[1:])
