"""``jupyter onlyoffice token``: what it signs, what it says of a token, its exit codes, and that it keeps secrets."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest

from jupyter_onlyoffice.cli.main import OnlyOfficeCommand, TokenApp
from jupyter_onlyoffice.cli.token_command import parser, run
from jupyter_onlyoffice.security.jws import MAX_BODY
from jupyter_onlyoffice.security.keyring import Keyring
from jupyter_onlyoffice.security.token_inspection import inspect
from jupyter_onlyoffice.security.tokens import sign

ONE, INBOX, OLD = "one-secret-" * 4, "inbox-secret-" * 4, "old-secret-" * 4
ENVIRON = {
    "ONLYOFFICE_JWT_SECRET": ONE,
    "ONLYOFFICE_JWT_SECRET_INBOX": INBOX,
    "ONLYOFFICE_JWT_ACCEPTED_SECRETS": f"{'x' * 40} {OLD}",
    "ONLYOFFICE_JWT_HEADER": "AuthorizationJwt",
}
NOW = 1_800_000_000.0
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(
    jp_environ: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Command:
    """Run it: the exit code, what it printed and what it complained of."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("time.time", lambda: NOW)

    def run_it(*arguments: str, text: str = "", environ: dict[str, str] = ENVIRON) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        capsys.readouterr()
        code = run(arguments, environ)
        printed = capsys.readouterr()
        for secret in (ONE, INBOX, OLD):
            assert secret not in printed.out + printed.err
        return code, printed.out.strip(), printed.err.strip()

    return run_it


def claims(token: str, secret: str) -> Any:
    """What PyJWT says of a token."""
    return jwt.decode(token, secret, algorithms=["HS256"], options={"verify_exp": False, "verify_iat": False})


def test_a_request_is_signed_with_the_configured_secret(command: Command) -> None:
    code, token, _ = command("sign", text='{"c": "version"}')
    assert code == 0
    assert claims(token, INBOX) == {"c": "version", "iat": NOW, "exp": NOW + 300}


def test_a_config_is_signed_for_the_browser_and_lives_as_long(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text('{"document": {"key": "k"}, "token": "an older one", "exp": 5}')
    code, body, _ = command(
        "sign", str(file), "--for", "browser", "--as", "body", environ={**ENVIRON, "ONLYOFFICE_JWT_CONFIG_EXPIRY": "77"}
    )
    sent = json.loads(body)
    assert code == 0 and claims(sent.pop("token"), INBOX) == {**sent, "iat": NOW, "exp": NOW + 77}
    assert sent == {"document": {"key": "k"}}


def test_a_header_holds_the_object_as_payload(command: Command) -> None:
    code, line, _ = command("sign", "--for", "outbox", "--as", "header", "--expiry", "5", text='{"url": "u"}')
    name, scheme, token = line.split(" ")
    assert (code, name, scheme) == (0, "AuthorizationJwt:", "Bearer")
    assert claims(token, ONE) == {"payload": {"url": "u"}, "iat": NOW, "exp": NOW + 5}
    assert command("decode", text=line)[0] == 0


@pytest.mark.parametrize("form", ["{0}", "Authorization: Bearer {0}\n", '"{0}"', "Bearer {0}"])
def test_a_token_in_order_is_shown(command: Command, form: str) -> None:
    code, shown, _ = command("decode", text=form.replace("{0}", sign({"key": "k"}, OLD, NOW - 90, 300)))
    assert code == 0
    assert '"alg": "HS256"' in shown and '"key": "k"' in shown
    assert "Signed 2027-01-15 07:58:30 UTC, 1 minute 30 seconds ago" in shown
    assert "Expires 2027-01-15 08:03:30 UTC, in 3 minutes 30 seconds" in shown
    assert "jwt_accepted_secrets[1] (accepted #2)" in shown


@pytest.mark.parametrize(
    ("token", "reason", "verified", "uses"),
    [
        (sign({}, INBOX, NOW - 4000, 300), "token.expired", True, ["browser", "inbox"]),
        (sign({}, "somebody else's", NOW, 300), "token.signature", False, []),
        (jwt.encode({"key": "k"}, ONE * 2, algorithm="HS512"), "token.algorithm", False, []),
        ("a.b.c", "token.malformed", False, []),
        ("", "token.malformed", False, []),
        ("x" * (MAX_BODY + 1), "token.long", False, []),
    ],
)
def test_what_is_wrong_with_a_token_is_said(
    command: Command, token: str, reason: str, verified: bool, uses: list[str]
) -> None:
    code, shown, _ = command("decode", "--json", text=token)
    answer = json.loads(shown)
    assert (code, answer["reason"], answer["verified"], answer["uses"]) == (1, reason, verified, uses)
    assert answer["cause"] and answer["remedy"]
    code, shown, _ = command("decode", text=token)
    assert code == 1 and f"[{reason}]" in shown and "in order" not in shown


def test_a_token_that_is_not_verified_is_shown_all_the_same(command: Command) -> None:
    _, shown, _ = command("decode", text=sign({"key": "k"}, "somebody else's", NOW))
    assert '"key": "k"' in shown and "does not verify" in shown


def test_the_secret_can_be_in_a_file_or_in_a_variable(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(OLD + "\n")
    environ = {**ENVIRON, "MINE": ONE}
    code, token, _ = command("sign", "--secret-file", str(file), text="{}")
    assert code == 0 and claims(token, OLD)
    code, token, _ = command("sign", "--secret-variable", "MINE", text="{}", environ=environ)
    assert code == 0 and claims(token, ONE)
    code, shown, _ = command("decode", "--secret-variable", "MINE", text=token, environ=environ)
    assert code == 0 and "MINE (browser, inbox, outbox)" in shown
    assert command("decode", "--secret-file", str(file), text=token)[0] == 1


def test_the_secret_of_the_configuration_file_is_used(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "jupyter_server_config.py"
    file.write_text(f"c.OnlyOffice.jwt_secret = {ONE!r}\n")
    code, token, _ = command("sign", "--config", str(file), text="{}", environ={})
    assert code == 0 and claims(token, ONE)


@pytest.mark.parametrize(
    ("arguments", "text", "environ", "said"),
    [
        (["sign"], "[]", ENVIRON, "token.no-object"),
        (["sign"], "{", ENVIRON, "token.no-object"),
        (["sign"], "{}", {}, "token.unsigned"),
        (["sign", "--expiry", "0"], "{}", ENVIRON, "token.no-time"),
        (["sign", "no such file"], "", ENVIRON, "token.no-file"),
        (["sign", "binary"], "", ENVIRON, "token.no-file"),
        (["decode", "--secret-file", "no such file"], "", ENVIRON, "token.no-file"),
        (["decode", "--secret-variable", "NOTHING"], "", ENVIRON, "token.empty"),
        (["decode", "--config", "no such file"], "", ENVIRON, "token.no-file"),
    ],
)
def test_what_is_not_possible_is_said(
    command: Command, tmp_path: Path, arguments: list[str], text: str, environ: dict[str, str], said: str
) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    code, shown, complaint = command(*arguments, text=text, environ=environ)
    assert (code, shown) == (2, "") and f"[{said}]" in complaint


def test_what_is_wrong_with_the_configured_secrets_is_said_beside(command: Command) -> None:
    code, _, complaint = command("sign", text="{}", environ={"ONLYOFFICE_JWT_SECRET": "tiny"})
    assert code == 0 and "[secret.weak-secret]" in complaint and "tiny" not in complaint


def test_the_help_warns_of_secrets_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], ["sign", "--help"], ["decode", "--help"]):
        with pytest.raises(SystemExit) as left:
            parser().parse_args(arguments)
        assert left.value.code == 0
        assert "never given on the command line" in capsys.readouterr().out.replace("\n", " ")


def test_wrong_arguments_are_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["sign", "--secret", "x"], ["sign", "--for", "session"]):
        with pytest.raises(SystemExit) as left:
            run(arguments, {})
        assert left.value.code == 2


def test_it_is_a_command_of_jupyter_onlyoffice(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert OnlyOfficeCommand.subcommands["token"][0] is TokenApp
    app = TokenApp()
    app.initialize(["decode", "--json"])
    monkeypatch.setattr("sys.stdin", io.StringIO("x"))
    with pytest.raises(SystemExit) as left:
        app.start()
    assert left.value.code == 1


def test_moments_that_are_none_are_left_out() -> None:
    found = inspect(jwt.encode({"iat": 1e300, "nbf": NOW, "exp": "soon"}, ONE), Keyring.of(ONE), NOW)
    assert found.times == {"nbf": "valid from 2027-01-15 08:00:00 UTC, now"}
    assert found.trouble is not None and found.trouble.reason == "token.malformed"
