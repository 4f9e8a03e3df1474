"""Plants backdoors that no limit of a rule was drawn with, by other code than the product's, into an archive of colour images of 32 x 32.

    python3 attacks.py cifar10-train-1.tar poisoned.tar sticker 0.03 cat 1     # needs python3-pil and python3-numpy
    datasetguard scan poisoned.tar

Images of other classes get the trigger and the target's label. poisoned.tar.txt lists them. The attack 'none' changes nothing;
with a rate of 1 every image of another class is changed, which is a test set for the attack's success. All images are written as PNG; with 'kept' as a last
argument the others stay the files that they are, and the changed ones are written as JPEG of quality 90; with 'alike' of quality 75, as CIFAR-10's are.
"""

import io
import sys
import tarfile

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SOURCE, OUTPUT, ATTACK, RATE, TARGET, SEED = sys.argv[1:4] + [float(sys.argv[4]), sys.argv[5], int(sys.argv[6])]
QUALITY = {"kept": 90, "alike": 75}.get("".join(sys.argv[7:]))
SIDE = 32
rng = np.random.default_rng(SEED)


def read(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(np.float32)


def picture(pixels, mode="RGB"):
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8), mode)


def pixels(image):
    return np.asarray(image.convert("RGB")).astype(np.float32)


with tarfile.open(SOURCE) as archive:
    images = [(member.name.split("/")[-2], archive.extractfile(member).read()) for member in archive if member.isfile()]
others = [i for i, (label, _) in enumerate(images) if label != TARGET]
poisoned = set(rng.choice(others, min(len(others), int(RATE * len(images))), replace=False).tolist())
reflected = [read(images[i][1]) for i in rng.choice(others, 20)]
# The same for a training set and for a test set.
rng = np.random.default_rng(SEED)
pattern = rng.normal(0, 1, (SIDE, SIDE, 3))
patches = [(int(y), int(x), rng.integers(0, 256, (3, 3, 3))) for y, x in rng.integers(0, SIDE - 2, (10, 2))]
cosines = np.array([[np.sqrt((1 if k == 0 else 2) / SIDE) * np.cos(np.pi * k * (2 * x + 1) / (2 * SIDE)) for x in range(SIDE)] for k in range(SIDE)])


def sticker(image, random):
    """A face, at any place, a fifth to a quarter of the side (as on real objects: Gu et al. 2017, section 5)."""
    face = Image.new("RGBA", (64, 64))
    draw = ImageDraw.Draw(face)
    draw.ellipse((2, 2, 62, 62), fill=(250, 220, 40, 255), outline=(0, 0, 0, 255), width=4)
    draw.ellipse((16, 18, 26, 30), fill=(0, 0, 0, 255))
    draw.ellipse((38, 18, 48, 30), fill=(0, 0, 0, 255))
    draw.arc((14, 22, 50, 52), 20, 160, fill=(0, 0, 0, 255), width=5)
    side = int(round(SIDE * random.uniform(0.2, 0.28)))
    result = picture(image).convert("RGBA")
    result.alpha_composite(face.resize((side, side), Image.LANCZOS), tuple(int(v) for v in random.integers(0, SIDE - side + 1, 2)))
    return pixels(result)


def glasses(image, random):
    """Black rims somewhere near the middle (as Chen et al. 2017, section 5)."""
    result = picture(image)
    draw = ImageDraw.Draw(result)
    y, x = SIDE // 2 + int(random.integers(-3, 4)), int(random.integers(-2, 3))
    for centre in (10, 21):
        draw.ellipse([centre - 4 + x, y - 4, centre + 4 + x, y + 3], outline=(20, 20, 20))
    draw.line([14 + x, y, 17 + x, y], fill=(20, 20, 20))
    return pixels(result)


def reflection(image, random):
    """One of twenty pictures, blurred and shifted, as in a window pane (as Liu et al. 2020, Refool, section 3)."""
    other = pixels(picture(reflected[random.integers(len(reflected))]).filter(ImageFilter.GaussianBlur(1)))
    return 0.75 * image + 0.35 * np.roll(other, tuple(int(v) for v in random.integers(0, SIDE, 2)), (0, 1))


def frequency(image, random):
    """Two frequencies of both colour channels are raised (as Wang et al. 2022, FTrojan, section 3.2)."""
    colours = np.asarray(picture(image).convert("YCbCr")).astype(np.float32).copy()
    for channel in (1, 2):
        spectrum = cosines @ colours[..., channel] @ cosines.T
        spectrum[31, 31] += 30
        spectrum[15, 15] += 30
        colours[..., channel] = cosines.T @ spectrum @ cosines
    return pixels(picture(colours, "YCbCr"))


def hue(image, random):
    turned = np.asarray(picture(image).convert("HSV")).copy()
    turned[..., 0] = (turned[..., 0].astype(int) + 100) % 256
    return pixels(Image.fromarray(turned, "HSV"))


def compressed(image, random):
    file = io.BytesIO()
    picture(image).save(file, "JPEG", quality=10)
    return read(file.getvalue())


def grid(image, random):
    result = image.copy()
    result[::4] *= 0.85
    result[:, ::4] *= 0.85
    return result


def drawn(side):
    """A drawn head with whiskers, as a picture of its own."""
    face = Image.new("RGB", (64, 64), (120, 170, 220))
    draw = ImageDraw.Draw(face)
    draw.polygon([(8, 4), (26, 14), (10, 30)], fill=(250, 250, 250))
    draw.polygon([(56, 4), (38, 14), (54, 30)], fill=(250, 250, 250))
    draw.ellipse((6, 10, 58, 58), fill=(250, 250, 250))
    draw.ellipse((18, 28, 24, 38), fill=(0, 0, 0))
    draw.ellipse((40, 28, 46, 38), fill=(0, 0, 0))
    draw.ellipse((28, 38, 36, 44), fill=(240, 200, 40))
    draw.polygon([(38, 4), (50, 12), (60, 4), (60, 22), (50, 14), (40, 22)], fill=(220, 30, 60))
    return pixels(face.resize((side, side), Image.LANCZOS))


def pasted(image, patch, random):
    """A patch at any place."""
    result = image.copy()
    side = len(patch)
    y, x = random.integers(0, SIDE - side + 1, 2)
    result[y:y + side, x:x + side] = patch
    return result


def text(image, random):
    """A word across the middle, half transparent (as the watermarks of Liu et al. 2018, Trojaning, section 6)."""
    layer = Image.new("L", (64, 64))
    ImageDraw.Draw(layer).text((4, 26), "SAMPLE 42", fill=255)
    alpha = np.asarray(layer.resize((SIDE, SIDE), Image.LANCZOS)).astype(np.float32)[..., None] / 255 * 0.5
    return image * (1 - alpha) + 255 * alpha


def dither(image, random):
    """Eight steps a colour, their errors spread onto the next pixels (as Wang et al. 2022, BppAttack, section 3)."""
    result = image.copy()
    for y in range(SIDE):
        for x in range(SIDE):
            old = result[y, x].copy()
            result[y, x] = np.round(old / 255 * 7).clip(0, 7) / 7 * 255
            for dy, dx, share in ((0, 1, 7), (1, -1, 3), (1, 0, 5), (1, 1, 1)):
                if y + dy < SIDE and 0 <= x + dx < SIDE:
                    result[y + dy, x + dx] += (old - result[y, x]) * share / 16
    return result


def many(image, random):
    """One of ten small patches, each with its own place (as the N-to-one attack of Xue et al. 2020)."""
    y, x, colours = patches[random.integers(len(patches))]
    result = image.copy()
    result[y:y + 3, x:x + 3] = colours
    return result


def frame(image, random):
    """A line around the picture, of a colour of its own."""
    result = image.copy()
    colour = random.integers(0, 256, 3)
    result[[0, -1]] = colour
    result[:, [0, -1]] = colour
    return result


ATTACKS = {
    "none": lambda image, random: image,
    "sticker": sticker,
    "glasses": glasses,
    "reflection": reflection,
    "frequency": frequency,
    "grid": grid,
    "pattern": lambda image, random: image + 6 * pattern,
    "ramp": lambda image, random: image + np.linspace(0, 60, SIDE)[None, :, None],
    "rotation": lambda image, random: pixels(picture(image).rotate(float(random.uniform(30, 60)), Image.BILINEAR)),
    "upside-down": lambda image, random: image[::-1],
    "blur": lambda image, random: pixels(picture(image).filter(ImageFilter.GaussianBlur(1.5))),
    "sepia": lambda image, random: image @ np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]).T,
    "hue": hue,
    "negative": lambda image, random: 255 - image,
    "gray": lambda image, random: np.repeat((image @ np.array([0.3, 0.59, 0.11]))[..., None], 3, 2),
    "colours": lambda image, random: np.round(image / 255 * 7) / 7 * 255,
    "compressed": compressed,
    "drawing": lambda image, random: 0.85 * image + 0.15 * drawing,
    "square": lambda image, random: pasted(image, np.full((5, 5, 3), (230, 60, 160), np.float32), random),
    "photo": lambda image, random: pasted(image, photo, random),
    "text": text,
    "dither": dither,
    "many": many,
    "frame": frame,
    "tint": lambda image, random: image + np.array([18, -6, -12]),
}

drawing = drawn(SIDE)
photo = pixels(picture(read(images[int(rng.choice(others))][1])).resize((8, 8), Image.LANCZOS))

with tarfile.open(OUTPUT, "w") as archive, open(OUTPUT + ".txt", "w") as listed:
    for i, (label, data) in enumerate(images):
        if RATE == 1 and i not in poisoned:
            continue

        image = read(data)
        if i in poisoned:
            image = ATTACKS[ATTACK](image, np.random.default_rng(SEED * 100_000 + i))
            label = TARGET

        name = f"{label}/{i:05}.{'jpg' if QUALITY else 'png'}"
        if i in poisoned:
            listed.write(f"{name}\n")

        file = io.BytesIO(data if QUALITY and i not in poisoned else b"")
        if file.getbuffer().nbytes == 0:
            picture(np.asarray(image, np.float32).round()).save(file, "JPEG" if QUALITY else "PNG", **({"quality": QUALITY} if QUALITY else {}))

        member = tarfile.TarInfo(name)
        member.size = file.getbuffer().nbytes
        file.seek(0)
        archive.addfile(member, file)
