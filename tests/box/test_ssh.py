"""Strangers and colleagues over a real sshd: in comes who has a key, and gets the desk only."""

from __future__ import annotations

import json
import socket
import subprocess
import time

import pytest

from tests.box.over_ssh import OverSsh, run
from tests.pty.terminal import Terminal

pytestmark = pytest.mark.pty

ELSEWHERE = "/etc/ssh/sshd_config.d/10-elsewhere.conf"


@pytest.fixture(scope="module")
def desk(box, tmp_path_factory):
    """The box over SSH; its keeper lets others in by every other way there is."""
    folder = tmp_path_factory.mktemp("keys")
    making = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "ca")]
    subprocess.run(making, check=True)
    box.done("mkdir", "-p", "/etc/ssh/keys")
    settings = (
        "TrustedUserCAKeys /etc/ssh/ca.pub\nAuthorizedKeysFile /etc/ssh/keys/%u\n"
        "PasswordAuthentication yes\nAllowTcpForwarding yes\nX11Forwarding yes\nPermitTunnel yes\n"
        "AllowAgentForwarding yes\nPermitUserRC yes\n"
    )
    box.done("sh", "-ec", f"cat > {ELSEWHERE}", given=settings)
    box.done("cp", str(folder / "ca.pub"), "/etc/ssh/ca.pub")
    with OverSsh(box, folder) as there:
        mallory = there.key("mallory").with_name("mallory.pub").read_text()
        box.done("sh", "-ec", "cat > /etc/ssh/keys/csdesk", given=mallory)
        there.give_key("li", "li")
        yield there
    box.done("rm", ELSEWHERE)


def test_the_other_ways_in_do_not_make_the_box_unsound(desk):
    told = json.loads(desk.box.run("csdesk-box", "doctor", "--json").stdout)
    assert [each["name"] for each in told["checks"] if not each["ok"]] == ["importer"]


def test_a_command_is_answered_in_the_name_of_whose_key_it_is(desk):
    told = desk.ask("li", "people", "list", "--json")
    assert (told.returncode, told.stderr) == (0, "")
    assert {person["login"] for person in json.loads(told.stdout)["people"]} >= {"li"}


def test_what_the_desk_wrote_is_fetched_byte_for_byte(desk):
    name, text = "淘宝订单付款2026-11-23-1.csv", "\ufeff订单号\r\n1\r\n"
    path = f"/var/lib/csdesk/desk/exports/{name}"
    desk.box.done("runuser", "-u", "csdesk", "--", "tee", path, given=text)
    asked = subprocess.run([*desk.ssh("li"), "fetch", name], capture_output=True, check=False)
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, text.encode(), b"")
    assert desk.ask("li", "fetch", "../desk.db").returncode == 3


def test_what_a_shell_would_do_is_not_done(desk):
    told = desk.ask("li", "search '张三丰;id'; id $(id) `id` && id > /tmp/x")
    assert "uid=" not in told.stdout + told.stderr


def test_the_desk_opens_and_leaves_the_terminal_as_it_was(desk):
    with Terminal(desk.ssh("li", "-tt"), size=(100, 30)) as terminal:
        terminal.wait_text("李雷", 60)
        terminal.send("Q")
        assert terminal.end(seconds=60) == 0
        assert terminal.modes == terminal.before[:4]
    fingerprint = run(["ssh-keygen", "-lf", f"{desk.key('li')}.pub"]).stdout.split()[1]
    person, door, credential, address = desk.box.sessions()[-1]
    assert (person, door, credential, address) == ("li", "ssh", fingerprint, "127.0.0.1")


@pytest.mark.parametrize(
    ("options", "words", "said"),
    [
        (["-T"], [], "terminal"),
        (["-tt", "-o", "SetEnv=TERM=dumb"], [], "dumb"),
        (["-tt"], ["sh"], ""),
        ([], ["search x\nid"], ""),
        ([], [" --as wang search x"], ""),
        ([], ["import /etc/passwd"], ""),
        (["-s"], ["sftp"], ""),
    ],
)
def test_anything_else_is_refused_and_never_opens_the_desk(desk, options, words, said):
    told = run([*desk.ssh("li", *options), *words])
    heard = told.stdout + told.stderr
    assert told.returncode == 2
    assert said in heard
    assert "uid=" not in heard
    assert "\x1b[?1049h" not in heard, "the screens opened"
    assert len(heard.splitlines()) <= 2


OUT, IN = ("csdesk@127.0.0.1:/etc/passwd", "{here}/got"), ("{key}.pub", "csdesk@127.0.0.1:/tmp/in")


@pytest.mark.parametrize(
    ("program", "way"),
    [(["sftp"], OUT), (["scp", "-O"], IN), (["scp", "-s"], OUT)],
    ids=["sftp", "scp, old form", "scp, new form"],
)
def test_no_file_goes_in_or_out(desk, program, way, tmp_path):
    places = [each.format(here=tmp_path, key=desk.key("li")) for each in way]
    told = run([*program, *desk.options("li"), "-P", str(desk.port), *places])
    assert told.returncode != 0
    assert list(tmp_path.iterdir()) == []
    assert desk.box.run("test", "-e", "/tmp/in").returncode == 1


# --- forwarding ------------------------------------------------------------------------------


def free_port():
    """A port of the loopback that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def line(desk, tmp_path_factory):
    """A line of Li's to the box over which more can be asked for, and what ssh says on it."""
    control = tmp_path_factory.mktemp("c") / "c"
    said = control.with_name("said")
    options = ["-N", "-M", "-S", str(control), "-v", "-E", str(said), "-o", "LogLevel=VERBOSE"]
    client = subprocess.Popen(desk.ssh("li", *options), stdin=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not control.exists():
        assert client.poll() is None, said.read_text()
        assert time.monotonic() < end
        time.sleep(0.02)
    yield desk, str(control), said
    client.kill()
    client.wait()


def more(line, *options, operation=("-O", "forward")):
    """Ask for something more over the line."""
    desk, control, _said = line
    return run([*desk.ssh("li", "-S", control, *operation, *options)])


def reached(port, words=b"GET / HTTP/1.0\r\n\r\n"):
    """What comes back from a port on this side."""
    with socket.create_connection(("127.0.0.1", port), 5) as there:
        there.settimeout(20)
        try:
            there.sendall(words)
            return there.recv(100)
        except ConnectionError:
            return b""


@pytest.mark.parametrize("target", ["port", "unix socket"])
def test_no_local_forwarding(line, target):
    port = free_port()
    to = f"127.0.0.1:{line[0].port}" if target == "port" else "/run/some.sock"
    more(line, "-L", f"127.0.0.1:{port}:{to}")
    assert reached(port) == b""
    told, end = line[2], time.monotonic() + 20
    while "administratively prohibited" not in told.read_text():
        assert time.monotonic() < end, told.read_text()
        time.sleep(0.02)


def test_no_dynamic_forwarding(line):
    port = free_port()
    more(line, "-D", f"127.0.0.1:{port}")
    asks = b"\x05\x01\x00\x05\x01\x00\x01\x7f\x00\x00\x01" + line[0].port.to_bytes(2, "big")
    with socket.create_connection(("127.0.0.1", port), 5) as there:
        there.settimeout(20)
        there.sendall(asks)
        heard = there.recv(100)
        try:
            heard += there.recv(100)
        except ConnectionError:
            heard += b""
    assert b"SSH" not in heard
    assert heard[2:4] != b"\x05\x00", "the way is open"


@pytest.mark.parametrize("listen", ["127.0.0.1:{port}", "/tmp/csdesk-{port}.sock"])
def test_no_remote_forwarding(line, listen):
    port = free_port()
    told = more(line, "-R", f"{listen.format(port=port)}:127.0.0.1:22")
    assert told.returncode != 0
    assert "forward" in told.stderr.lower()


def test_no_standard_input_through_the_box(line):
    desk = line[0]
    told = more(line, "-W", f"127.0.0.1:{desk.port}", operation=())
    assert told.returncode != 0
    assert "SSH-2.0" not in told.stdout


def test_no_x11_no_agent_no_tunnel(desk):
    asked = [
        "-v", "-o", "LogLevel=DEBUG", "-A", "-X", "-o", "XAuthLocation=/bin/true",
        "-o", "IdentityAgent=none",
    ]  # fmt: skip
    env = ["env", "DISPLAY=127.0.0.1:9"]
    told = run([*env, *desk.ssh("li", *asked), "people", "list"])
    assert told.returncode == 0
    assert "X11 forwarding request failed" in told.stderr
    options = [each for each in told.stderr.splitlines() if "key options:" in each]
    assert options
    assert all(each.endswith("key options: command pty") for each in options)


# --- keys ------------------------------------------------------------------------------------


def refused(told):
    """Whether sshd let nobody in, and offered keys only."""
    return told.returncode == 255 and "Permission denied (publickey)." in told.stderr


def test_a_key_that_nobody_entered(desk):
    assert refused(desk.ask("mallory", "search", "x"))


def test_no_password(desk):
    ways = ["-o", "PreferredAuthentications=password,keyboard-interactive", "-o", "BatchMode=no"]
    assert refused(run([*desk.ssh("li", *ways, "-o", "NumberOfPasswordPrompts=1"), "search", "x"]))


def test_a_certificate_of_an_authority_that_the_computer_trusts(desk):
    key = desk.key("signed")
    signing = [
        "ssh-keygen",
        "-q",
        "-s",
        str(key.with_name("ca")),
        "-I",
        "x",
        "-n",
        "csdesk,li,root",
    ]
    subprocess.run([*signing, f"{key}.pub"], check=True)
    certificate = ["-o", f"CertificateFile={key}-cert.pub"]
    assert refused(run([*desk.ssh("signed", *certificate), "search", "x"]))


def test_a_key_that_is_taken_away_is_refused_at_once(desk):
    desk.give_key("li", "second")
    assert desk.ask("second", "people", "list").returncode == 0
    prints = run(["ssh-keygen", "-lf", f"{desk.key('second')}.pub"]).stdout.split()[1]
    desk.box.done("csdesk-box", "people", "key", "li", "--revoke", prints)
    assert refused(desk.ask("second", "people", "list"))
    assert desk.ask("li", "people", "list").returncode == 0, "the other key of Li stays"


def test_who_left_comes_in_no_more(desk):
    desk.box.done("csdesk-box", "people", "add", "sun", "孙", "--role", "agent")
    desk.give_key("sun", "sun")
    assert desk.ask("sun", "people", "list").returncode == 0
    desk.box.done("csdesk-box", "people", "off", "sun")
    assert refused(desk.ask("sun", "people", "list"))
