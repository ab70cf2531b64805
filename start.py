"""Install what the program needs into its own environment and start it: `python start.py`.

`python start.py test` installs what the tests need as well and runs them. Only the standard library is used here,
nothing of a shell, so that one line does the same on Windows and Linux. Inside a virtual environment that is
already active this one is used; otherwise `.venv` is made beside this file.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
OLDEST_PYTHON = (3, 11)


def main() -> int:
    """Install once, then start the screens or the tests; return the exit code."""
    for stream in (sys.stdout, sys.stderr):  # a Windows console may stand on a code page without Vietnamese
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.version_info < OLDEST_PYTHON:
        print(f"Cần Python 3.11 trở lên; máy này có Python {sys.version.split()[0]}. Hãy cài bản mới rồi chạy lại.")
        return 1
    os.chdir(HERE)
    testing = sys.argv[1:2] == ["test"]
    python = environment_python()
    install(python, HERE / ("requirements-dev.txt" if testing else "requirements.txt"))
    if testing:
        # worksteal: neighbours run on one worker, so what a file's tests share is made once
        return run([python, "-m", "pytest", "-n", "auto", "--dist", "worksteal", *sys.argv[2:]])
    return run([python, "-m", "streamlit", "run", "app.py", *sys.argv[1:]])


def run(command: list[str]) -> int:
    """Run a command to its end and return its exit code; who ends this program ends the command with it."""
    with subprocess.Popen(command) as process:
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            return process.wait()
        except KeyboardInterrupt:        # the terminal sent Ctrl+C to both
            return process.wait()


def environment_python() -> str:
    """Return the Python of the active virtual environment, or of our own `.venv`, made when it is not there."""
    if sys.prefix != sys.base_prefix:
        return sys.executable
    folder = "Scripts" if os.name == "nt" else "bin"
    python = VENV / folder / ("python.exe" if os.name == "nt" else "python")
    if not python.exists():
        print("Đang tạo môi trường riêng .venv …", flush=True)
        try:
            subprocess.check_call([sys.executable, "-m", "venv", str(VENV)])
        except subprocess.CalledProcessError:
            print("Không tạo được .venv. Trên Debian/Ubuntu hãy cài gói python3-venv rồi chạy lại.")
            sys.exit(1)
    return str(python)


def install(python: str, requirements: Path) -> None:
    """Install the pinned packages, unless exactly these were installed already: then no network is needed."""
    wanted = hashlib.sha256()
    for file in sorted(HERE.glob("requirements*.txt")):
        wanted.update(file.read_bytes())
    prefix = subprocess.check_output([python, "-c", "import sys; print(sys.prefix)"], text=True).strip()
    stamp = Path(prefix) / f".installed-{requirements.stem}"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted.hexdigest():
        return
    print("Đang cài các gói cần thiết (chỉ lần đầu, vài phút) …", flush=True)
    subprocess.check_call([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                           "-r", str(requirements)])
    stamp.write_text(wanted.hexdigest(), encoding="ascii")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError:
        print("Không cài được các gói. Kiểm tra mạng (chỉ cần cho lần cài đầu) rồi chạy lại lệnh này.")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
