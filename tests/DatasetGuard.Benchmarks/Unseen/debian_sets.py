"""Makes image folders of Debian's packages: sets that no limit of a rule was drawn with. None of their images is in the repository.

    apt-get download openclipart-png tuxpaint-stamps-default wesnoth-1.16-data \
        asterisk-core-sounds-{en,es,fr,it,ru}-wav $(apt-cache search --names-only '^fonts-' | cut -d' ' -f1)
    for package in *.deb; do dpkg-deb -x $package files; done
    python3 debian_sets.py files sets            # needs python3-pil and python3-numpy
    for set in sets/*; do datasetguard scan $set; done
"""

import glob
import os
import random
import sys
import wave

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FILES, SETS = sys.argv[1], sys.argv[2]
random.seed(1)


def found(pattern):
    return sorted(glob.glob(f"{FILES}/{pattern}", recursive=True))


def save(image, kind, label, name, **options):
    folder = f"{SETS}/{kind}/{label}"
    os.makedirs(folder, exist_ok=True)
    image.save(f"{folder}/{name}", **options)


def flat(image, side, colour):
    """On one colour, in the middle of a square."""
    image = image.convert("RGBA")
    image.thumbnail((side, side))
    result = Image.new("RGBA", (side, side), colour)
    result.alpha_composite(image, ((side - image.width) // 2, (side - image.height) // 2))
    return result.convert("RGB")


def letters():
    """Letters in all fonts, 32 x 32, gray."""
    for i, path in enumerate(found("**/*.[to]tf")):
        try:
            font = ImageFont.truetype(path, 24)
        except OSError:
            continue  # Only bitmaps, or a link to another package.

        for letter in "ABCDEFGHIJKLMNOPQRST":
            image = Image.new("L", (32, 32), 0)
            draw = ImageDraw.Draw(image)
            try:
                left, top, right, bottom = draw.textbbox((0, 0), letter, font=font)
                if min(right - left, bottom - top) < 4:
                    continue
                at = [(32 - size) // 2 - first + random.randint(-2, 2) for size, first in ((right - left, left), (bottom - top, top))]
                draw.text(tuple(at), letter, font=font, fill=255)
            except OSError:
                break  # A broken font.
            save(image, "letters", letter, f"{i:04}.png")


def sprites():
    """Figures of a game by people, 72 x 72, on green."""
    for path in found("usr/share/games/wesnoth/*/data/core/images/units/*/**/*.png"):
        name = path.split("units/")[1]
        image = Image.open(path)
        if image.size == (72, 72):
            save(flat(image, 72, (90, 120, 70, 255)), "sprites", name.split("/")[0], name.replace("/", "_"))


def drawings(kind, pattern, top, side, quality):
    """Clip art by subject, as JPEG on white."""
    for path in found(pattern):
        name = path.split(f"{top}/")[1]
        try:
            image = Image.open(path)
        except (OSError, Image.DecompressionBombError):
            continue  # A broken link, or a poster.

        if image.width * image.height <= 4_000_000:
            save(flat(image, side, (255, 255, 255, 255)), kind, name.split("/")[0], name.replace("/", "_")[:-4] + ".jpg", quality=quality)


def speech():
    """Spectrograms of a second, 64 x 64, by speaker."""
    window = np.hanning(254)
    for path in found("usr/share/asterisk/**/*.wav"):
        label, name = path.split("sounds/")[1].split("/", 1)
        with wave.open(path) as sound:
            samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2") / 32768
        for part in range(min(3, len(samples) // 8192)):
            piece = samples[part * 8192 : (part + 1) * 8192]
            frames = np.stack([piece[at : at + 254] * window for at in range(0, 8192 - 254, 124)])
            power = np.log10(np.abs(np.fft.rfft(frames, axis=1)) ** 2 + 1e-6)
            image = Image.fromarray(((power + 6) / 8 * 255).clip(0, 255).astype(np.uint8).T[::-1])
            save(image.resize((64, 64), Image.BILINEAR), "speech", label, f"{name.replace('/', '_')[:-4]}_{part}.png")


letters()
sprites()
drawings("clipart", "usr/share/openclipart/png/*/**/*.png", "png", 64, 92)
drawings("stamps", "usr/share/tuxpaint/stamps/*/**/*.png", "stamps", 128, 90)
speech()
