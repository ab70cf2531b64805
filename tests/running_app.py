"""Start the program as a newcomer does (`streamlit run app.py`), on a free port, with a store of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 90
PUBLIC = "https://sch.example.vn"      # where telephones reach it, as a ward's server would be told


class RunningApp:
    """A server process; `url` is its address, `database` its store, a copy of `filled` where one is given."""

    def __init__(self, folder: Path, filled: Path | None = None) -> None:
        if filled is not None:
            (folder / "zones.sqlite").write_bytes(filled.read_bytes())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.database = f"sqlite:///{(folder / 'zones.sqlite').as_posix()}"
        self.log = folder / "server.log"
        with self.log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true",
                 "--server.port", str(port)],
                cwd=ROOT, env={**os.environ, "ZONES_DATABASE_URL": self.database, "ZONES_PUBLIC_URL": PUBLIC},
                stdout=log, stderr=log,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/map/state.json", timeout=10) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.2)
        raise RuntimeError(f"the program did not start:\n{self.log.read_text(encoding='utf-8')}")

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(20)
