"""The code is clean: ruff finds nothing, every function is typed."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("words", [("ruff", "check", "--no-cache", "."), ("mypy",)], ids=lambda words: words[0])
def test_nothing_is_found(words):
    done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
