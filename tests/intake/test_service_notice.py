"""The service manager that started the importer hears that it is ready, lives, and ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

from csdesk.cli import run
from csdesk.intake.service_notice import ServiceNotice
from tests.house.rooms import HOUSE


@pytest.fixture
def manager(tmp_path):
    """Where systemd would listen."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
        there.bind(str(tmp_path / "notify"))
        there.settimeout(30)
        yield there


def test_signs_of_life_come_once_a_second_however_often_it_is_called(manager):
    now = [0.0]
    notice = ServiceNotice({"NOTIFY_SOCKET": manager.getsockname()}, clock=lambda: now[0])
    for _ in range(50):
        notice.alive()
        now[0] += 0.1
    notice.ending()
    heard = [manager.recv(100) for _ in range(6)]
    assert heard == [b"WATCHDOG=1"] * 5 + [b"STOPPING=1"]


def test_a_socket_without_a_name_in_the_file_system(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
        there.bind(f"\0csdesk-{os.getpid()}")
        there.settimeout(5)
        ServiceNotice({"NOTIFY_SOCKET": f"@csdesk-{os.getpid()}"}).ready()
        assert there.recv(100) == b"READY=1"


@pytest.mark.parametrize("address", ["", "/nowhere/at/all", "@nobody-listens-there", "relative"])
def test_where_nobody_listens_the_work_goes_on(address):
    notice = ServiceNotice({"NOTIFY_SOCKET": address} if address else {})
    notice.ready()
    notice.alive()
    notice.ending()


def test_the_importer_of_a_service(manager, tmp_path):
    assert run(["init", str(tmp_path / "desk")]) == 0
    sync = subprocess.Popen(
        [sys.executable, "-m", "csdesk", "--desk", str(tmp_path / "desk"), "sync"],
        env={**os.environ, "NOTIFY_SOCKET": manager.getsockname(), "PYTHONPATH": str(HOUSE)},
    )
    try:
        assert {manager.recv(100), manager.recv(100)} == {b"READY=1", b"WATCHDOG=1"}
        sync.send_signal(signal.SIGTERM)
        while (heard := manager.recv(100)) != b"STOPPING=1":
            assert heard == b"WATCHDOG=1"
        assert sync.wait(20) == 0
    finally:
        sync.kill()
        sync.wait()
