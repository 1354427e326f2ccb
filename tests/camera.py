"""What a camera sees of our stickers: held askew, a little blurred, in the noise of poor light."""

import base64
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter
from PIL.Image import Resampling

from labels import Sticker, sticker_png
from ledger.codes import written

WIDTH, HEIGHT = 640, 480
WIDE_MM, HIGH_MM = 63.5, 38.1
TABLE = 150
"""Grey of what a sticker lies on."""


def address_of(code: str) -> str:
    """What the symbol of a sticker says."""
    return f"HTTPS://R05.FR/A/{code}"


def seen(*codes: str, width: int = WIDTH, height: int = HEIGHT, seed: int = 0) -> Image.Image:
    """A grey picture of these stickers side by side; the first one is aimed at."""
    chance = np.random.default_rng(seed)
    table = Image.new("L", (width, height), TABLE)
    for rank, code in enumerate(codes):
        sticker = Sticker(address_of(code), written(code), "Reconditionné", "Hautes-Alpes")
        paper = Image.open(io.BytesIO(sticker_png(sticker, WIDE_MM, HIGH_MM))).convert("L")
        paper = paper.resize((height * 2 // 3, round(height * 2 / 3 * HIGH_MM / WIDE_MM)))
        paper = paper.rotate(
            chance.uniform(-25, 25), Resampling.BICUBIC, expand=True, fillcolor=TABLE
        )
        left = (width - paper.width) // 2 + rank * round(width * 0.35)
        table.paste(paper, (left, (height - paper.height) // 2))
    blurred = np.asarray(table.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float64)
    noisy = blurred * 0.85 + chance.normal(0, 6, blurred.shape)
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def film(path: Path, pictures: Iterable[Image.Image], *, frames_each: int = 10) -> Path:
    """A file that Chromium plays, again and again, as if it were its camera."""
    colourless = b"\x80" * (WIDTH * HEIGHT // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode())
        for picture in pictures:
            file.write((b"FRAME\n" + picture.tobytes() + colourless) * frames_each)
    return path


def as_address(picture: Image.Image) -> str:
    """The picture as a ``data:`` address, for the stage."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()


FRAMES_PER_SECOND = 10
"""Fewer than of a phone: without a graphics card each one costs a processor."""

_STAGE = """((perSecond) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [1280, 720];
  const brush = canvas.getContext("2d");
  let picture = null;
  function draw(now = 0) {
    brush.fillStyle = "#969696";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    // a hand trembles; and a camera that shows the same image twice tells it once
    const [x, y] = [3 * Math.sin(now / 70), 2 * Math.cos(now / 90)];
    if (picture) brush.drawImage(picture, x, y, canvas.width, canvas.height);
  }
  setInterval(() => draw(performance.now()), 1000 / perSecond);
  window.stage = {
    stream: canvas.captureStream(perSecond),
    /** What lies before the camera from now on; returns since when, on the clock of the page. */
    async show(address) {
      const next = address ? new Image() : null;
      if (next) { next.src = address; await next.decode(); }
      picture = next;
      draw(performance.now());
      return performance.now();
    },
  };
  if (!navigator.mediaDevices) return;
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(perSecond);
  navigator.mediaDevices.enumerateDevices = async () => [{ kind: "videoinput" }];
})"""


def stage(frames_per_second: int = FRAMES_PER_SECOND) -> str:
    """A script that puts a stage before the camera: what is in view changes when we say so."""
    return f"{_STAGE}({frames_per_second})"
