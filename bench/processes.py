"""The processes of a bench: the responder, our bot and the stock bot."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from bench.result import BenchBroken

ROOT: Final = Path(__file__).parents[1]
TOKEN: Final = "7000001:" + "b" * 35
TICKS: Final = os.sysconf("SC_CLK_TCK")
ENDED: Final = frozenset({0, -signal.SIGTERM, -signal.SIGKILL})  # as we end processes
PATIENCE: Final = 30.0  # seconds for a process to end, or for a bot's first answer


class Process:
    """A process of ours that is stopped at the end; what it says on standard error is kept."""

    def __init__(
        self, command: Sequence[str], cwd: Path, environment: Mapping[str, str], **pipes: Any
    ) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed on exit
        self._popen = subprocess.Popen(  # noqa: S603 - our own programs
            command,
            cwd=cwd,
            env={"PATH": os.environ["PATH"], **environment},
            stderr=self._errors,
            **pipes,
        )

    def read_cpu(self) -> float:
        """Return the seconds of processor time used so far, all threads together."""
        stat = Path(f"/proc/{self._popen.pid}/stat").read_text(encoding="ascii")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def read_peak_memory(self) -> int:
        """Return the most bytes of memory that it has held at once."""
        status = Path(f"/proc/{self._popen.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        if found is None:
            raise BenchBroken("the process has ended")
        return int(found[1]) * 1024

    def read_line(self) -> str:
        """Return the next line that it prints, waiting for it."""
        assert self._popen.stdout is not None  # noqa: S101 - it was opened with a pipe
        return str(self._popen.stdout.readline().decode())

    def is_running(self) -> bool:
        """Tell whether it has not ended by itself."""
        return self._popen.poll() is None

    def kill(self) -> None:
        """End it at once, with whatever it still had to do."""
        self._popen.kill()
        self._popen.wait()

    def stop(self) -> None:
        """End it with SIGTERM and wait; raise BenchBroken where it failed or complained."""
        self._popen.send_signal(signal.SIGTERM)
        try:
            self._popen.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
        said = self.read_errors()
        if self._popen.returncode not in ENDED or said:
            raise BenchBroken(f"a process ended with status {self._popen.returncode}:\n{said}")

    def read_errors(self) -> str:
        """Return what it has said on standard error so far."""
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        with self._popen, self._errors:  # which closes its pipes, too
            if kind is None:
                self.stop()
                return
            self.kill()
            if error is not None and (said := self.read_errors()):
                error.add_note(f"a process said:\n{said}")


class ResponderProcess(Process):
    """The responder, and its remote control."""

    def __init__(self) -> None:
        super().__init__(
            [sys.executable, "-m", "bench.responder"],
            ROOT,
            {},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.port = int(self._read()["port"])

    @property
    def url(self) -> str:
        """Where the Bot API is."""
        return f"http://127.0.0.1:{self.port}"

    def order(self, do: str, **details: Any) -> dict[str, Any]:
        """Tell it what to do, and wait until it is done."""
        assert self._popen.stdin is not None  # noqa: S101 - it was opened with pipes
        self._popen.stdin.write(json.dumps({"do": do, **details}).encode() + b"\n")
        self._popen.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._popen.stdout is not None  # noqa: S101 - it was opened with pipes
        line = self._popen.stdout.readline()
        if not line:
            raise BenchBroken("the responder has died")
        answer: dict[str, Any] = json.loads(line)
        if "broken" in answer:
            raise BenchBroken(f"the responder failed: {answer['broken']}")
        return answer


def start_ours(
    url: str, database: Path, content: Path, profile: Path | None = None, **environment: str
) -> Process:
    """Start the bot as an administrator would; only the rate limits are lifted, by a setting."""
    profiling = ["-m", "cProfile", "-o", str(profile.absolute())] if profile else []
    return Process(
        [sys.executable, *profiling, str(ROOT / "run_bot.py"), "run"],
        database.parent,  # no `.env` of the project's is read there
        _configure(url, database, content) | {"RATE_FACTOR": "1000"} | environment,
        stdout=subprocess.DEVNULL,
    )


def start_paced(url: str, database: Path, content: Path, pace: float) -> Process:
    """Start the bot with Telegram's rates, on a clock of theirs that runs `pace` times as fast."""
    return Process(
        [sys.executable, "-m", "bench.paced_bot", str(pace)],
        database.parent,
        _configure(url, database, content) | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
    )


def _configure(url: str, database: Path, content: Path) -> dict[str, str]:
    return {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": url,
        "DATABASE": str(database),
        "CONTENT": str(content),
        "LOG_LEVEL": "ERROR",
    }


def start_stock(url: str, concurrent_updates: int, length: int) -> Process:
    """Start a stock bot that turns each tapped message into a text of that length."""
    return Process(
        [sys.executable, "-m", "bench.stock_bot", url, str(concurrent_updates), str(length)],
        ROOT,
        {},
        stdout=subprocess.DEVNULL,
    )
