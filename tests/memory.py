"""Where tests that make databases make them."""

import os
import shutil
from pathlib import Path


def quick_folder() -> Path | None:
    """The system's folder in memory, if it is large enough; None means wherever files go.

    Databases are made thirty times as fast there, and hundreds of tests have one each.
    """
    memory = Path("/dev/shm")  # noqa: S108 (folders of our own are made in it)
    large = memory.is_dir() and shutil.disk_usage(memory).free > 2 * 1024**3
    return memory if large and os.access(memory, os.W_OK) else None
