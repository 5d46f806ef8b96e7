"""The traits and what follows from them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from traitlets.config import Config

from jupyter_onlyoffice.config.resolving import resolve
from jupyter_onlyoffice.config.server_address import Listening, derive_jupyter_url
from jupyter_onlyoffice.config.settings import Settings
from jupyter_onlyoffice.config.traits import OnlyOffice

SECRET = "0123456789abcdef0123456789abcdef"


def settings(environ: dict[str, str] | None = None, base_url: str = "/", **traits: object) -> Settings:
    return resolve(Config({"OnlyOffice": traits}), environ or {}, base_url)


def test_without_any_trait_the_built_in_editor_is_used_and_nothing_is_wrong() -> None:
    found = settings()
    assert found.builtin
    assert found.problems == ()
    assert found.force_save is True
    assert found.jwt_header == "Authorization"
    assert found.data_dir.name == "onlyoffice"
    assert found.verify is True


def test_the_two_lines_of_the_readme_are_enough() -> None:
    found = settings(docs_url="https://docs.example.com/", jwt_secret=SECRET)
    assert found.docs_url == found.docs_internal_url == "https://docs.example.com"
    assert found.keyring.inbox.value == SECRET
    assert not found.builtin
    assert found.problems == ()


def test_settings_in_a_file_that_is_not_read_are_named_and_stop_nothing() -> None:
    found = resolve(Config({"OnlyOffice": {"force_save": False}}), {}, unread={"jwt_secret", "docs_url"})
    assert [(one.code, one.fatal) for one in found.problems] == [("configuration", False)]
    assert "docs_url, jwt_secret" in found.problems[0].as_error().line and found.force_save is False


def test_every_trait_has_help_with_an_example_and_its_environment_variable() -> None:
    for name, trait in OnlyOffice.class_traits(config=True).items():
        if name in ("log", "parent", "config"):
            continue
        assert "for example" in trait.help or "Example" in trait.help, name
        assert f"ONLYOFFICE_{name.upper()}" in trait.help, name
        assert trait.metadata["env"] == f"ONLYOFFICE_{name.upper()}", name


def test_the_environment_fills_in_what_the_file_leaves_out() -> None:
    environ = {
        "ONLYOFFICE_DOCS_URL": "http://env",
        "ONLYOFFICE_JWT_SECRET": SECRET,
        "ONLYOFFICE_FORCE_SAVE": "false",
        "ONLYOFFICE_SAVE_TIMEOUT": "7.5",
    }
    found = settings(environ, docs_url="http://file")
    assert found.docs_url == "http://file"
    assert found.keyring.inbox.value == SECRET
    assert found.force_save is False
    assert found.save_timeout == 7.5


@pytest.mark.parametrize(
    "url",
    [
        "docs.example.com",
        "ftp://docs",
        "http://",
        "http://u:p@docs",
        "http://docs?x",
        "http://[",
        "/docs",
        "//docs",
    ],
)
def test_an_address_that_can_not_work_is_fatal_and_named(url: str) -> None:
    found = settings(docs_url=url, jwt_secret=SECRET)
    assert found.fatal is not None
    assert "docs_url" in found.fatal.cause + found.fatal.remedy
    assert not found.builtin


def test_a_path_will_do_for_the_browser_when_the_server_has_an_address() -> None:
    found = settings(docs_url="/docs", docs_internal_url="http://onlyoffice", jwt_secret=SECRET)
    assert found.fatal is None
    assert (found.docs_url, found.docs_internal_url) == ("/docs", "http://onlyoffice")


def test_a_value_of_the_wrong_type_stops_nothing_else() -> None:
    found = settings({"ONLYOFFICE_VERIFY_TLS": "perhaps"}, docs_url=5, jwt_secret=SECRET, force_save="yes")
    causes = " ".join(problem.cause for problem in found.problems)
    assert "c.OnlyOffice.docs_url" in causes
    assert "c.OnlyOffice.force_save" in causes
    assert "c.OnlyOffice.verify_tls" in causes
    assert found.keyring.inbox.value == SECRET
    assert found.force_save is True


def test_an_unknown_trait_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        settings(docs_ulr="http://docs")
    assert "docs_ulr" in caplog.text


def test_the_secret_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    assert settings(jwt_secret_file=str(file)).keyring.inbox.value == SECRET


def test_a_missing_or_binary_secret_file_is_fatal(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\xff")
    for file in (tmp_path / "nothing", binary):
        found = settings(docs_url="http://docs", jwt_secret_file=str(file))
        assert found.fatal is not None
        assert "jwt_secret_file" in found.fatal.cause


def test_a_weak_or_missing_secret_is_a_warning_that_does_not_repeat_it() -> None:
    weak = settings(docs_url="http://docs", jwt_secret="tiny-secret")
    assert weak.fatal is None
    assert [problem.code for problem in weak.problems] == ["weak-secret"]
    assert "tiny-secret" not in repr(weak) + str([problem.as_json() for problem in weak.problems])
    assert [problem.code for problem in settings(docs_url="http://docs").problems] == ["no-secret"]


def test_tls_can_be_checked_with_a_bundle_or_not_at_all(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("x")
    assert settings(verify_tls=False, ca_bundle=str(bundle)).verify is False
    assert settings(ca_bundle=str(bundle)).verify == str(bundle)
    missing = settings(ca_bundle=str(tmp_path / "missing.pem"))
    assert missing.fatal is not None and "ca_bundle" in missing.fatal.cause


def test_a_header_name_that_is_none_is_fatal() -> None:
    assert settings(jwt_header="AuthorizationJwt").jwt_header == "AuthorizationJwt"
    wrong = settings(jwt_header="Bad: header\r\n")
    assert wrong.fatal is not None and wrong.jwt_header == "Authorization"


def test_limits_must_be_positive() -> None:
    found = settings(max_file_size=0, save_timeout=-1.0)
    assert found.max_file_size > 0 and found.save_timeout > 0
    assert len(found.problems) == 2 and found.fatal is None
    assert "2147483648 bytes" in next(one.remedy for one in found.problems if "max_file_size" in one.cause)


@pytest.mark.parametrize("written", ["{base_url}", "{{base_url}}"])
def test_jupyter_url_may_name_the_base_url(written: str) -> None:
    found = settings(base_url="/user/alice/", jupyter_url=f"http://proxy:8000{written}")
    assert found.jupyter_url == "http://proxy:8000/user/alice/"
    assert settings().jupyter_url == ""


@pytest.mark.parametrize(
    ("listening", "expected"),
    [
        (Listening(), "http://127.0.0.1:8888/"),
        (Listening("127.0.0.1", 8899, "/user/a/"), "http://127.0.0.1:8899/user/a/"),
        (Listening("192.168.1.5", 80, "/", tls=True), "https://192.168.1.5:80/"),
        (Listening("::1", 8888), "http://[::1]:8888/"),
    ],
)
def test_jupyter_url_is_derived_from_how_the_server_listens(listening: Listening, expected: str) -> None:
    assert derive_jupyter_url({}, listening) == expected


def test_a_server_on_all_interfaces_is_reached_by_the_address_of_its_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda probe, address: None)
    monkeypatch.setattr("socket.socket.getsockname", lambda probe: ("10.1.2.3", 40000))
    assert derive_jupyter_url({}, Listening("0.0.0.0", 8888)) == "http://10.1.2.3:8888/"

    def fail(probe: object, address: object) -> None:
        raise OSError("network is unreachable")

    monkeypatch.setattr("socket.socket.connect", fail)
    assert derive_jupyter_url({}, Listening("", 8888)) == "http://127.0.0.1:8888/"


def test_a_hub_that_knows_its_address_is_believed() -> None:
    environ = {"JUPYTERHUB_PUBLIC_URL": "https://hub.example.com/user/alice"}
    assert derive_jupyter_url(environ, Listening("0.0.0.0")) == "https://hub.example.com/user/alice/"


def hook(request: object) -> dict[str, bool]:
    return {}


def test_permissions_come_from_the_file_or_as_json_from_the_environment() -> None:
    assert settings(permissions={"print": False}).permissions == {"print": False}
    assert settings({"ONLYOFFICE_PERMISSIONS": '{"print": false}'}).permissions == {"print": False}


@pytest.mark.parametrize("value", [{"prnit": False}, {"print": "no"}, {"reviewGroups": "x"}, "print", ["print"]])
def test_permissions_that_can_not_be_meant_stop_the_opening_of_documents(value: object) -> None:
    found = settings(permissions=value)
    assert found.fatal is not None and "permissions" in found.fatal.cause
    assert found.permissions == {}


@pytest.mark.parametrize("text", ["{", "[]", "print=False"])
def test_an_environment_that_is_no_json_object_is_a_problem(text: str) -> None:
    found = settings({"ONLYOFFICE_PERMISSIONS": text})
    assert found.fatal is not None and "dictionary" in found.fatal.cause


@pytest.mark.parametrize("value", [hook, f"{__name__}.hook"])
def test_a_hook_is_a_function_or_its_name(value: object) -> None:
    found = settings(permissions_hook=value).permissions_hook
    assert found is hook
    assert settings().permissions_hook is None


@pytest.mark.parametrize("value", ["no.such.module", f"{__name__}.SECRET", 3, "hook"])
def test_a_hook_that_is_none_stops_the_opening_of_documents(value: object) -> None:
    found = settings(permissions_hook=value)
    assert found.permissions_hook is None
    assert found.fatal is not None and "permissions_hook" in found.fatal.cause


def test_settings_of_the_editor_that_can_not_be_used_are_named_and_the_others_count() -> None:
    found = settings(editor={"unit": "cm", "zoom": "big", "sapm": 1}, allow_macros=True)
    assert found.editor.fixed == {"unit": "cm"}
    assert found.editor.macros is True and found.editor.plugins is False
    (problem,) = found.problems
    assert "zoom, sapm" in problem.cause and not problem.fatal


def test_each_direction_can_have_its_secret_in_the_file_or_in_the_environment() -> None:
    one, two, three, old = (letter * 32 for letter in "abco")
    environ = {"ONLYOFFICE_JWT_SECRET_INBOX": two, "ONLYOFFICE_JWT_SECRET_BROWSER": "not this one" * 3}
    found = settings(environ, docs_url="http://docs", jwt_secret=one, jwt_secret_browser=three)
    ring = found.keyring
    assert (ring.browser.value, ring.inbox.value, ring.outbox.value) == (three, two, one)
    assert found.problems == ()
    ring = settings({"ONLYOFFICE_JWT_SECRET_OUTBOX": old}, jwt_secret_inbox=two).keyring
    assert (ring.browser.value, ring.inbox.value, ring.outbox.value) == (two, two, old)


@pytest.mark.parametrize("text", ["{0} {1}", "  {0}\n{1}\n", '["{0}", "{1}"]', ' ["{0}","","{1} "]'])
def test_accepted_secrets_are_separated_by_spaces_or_json_in_the_environment(text: str) -> None:
    old, older = "o" * 32, "p" * 32
    found = settings(
        {"ONLYOFFICE_JWT_ACCEPTED_SECRETS": text.replace("{0}", old).replace("{1}", older)}, jwt_secret=SECRET
    )
    assert [secret.value for secret in found.keyring.accepted] == [old, older]
    assert found.problems == ()
    assert OnlyOffice.jwt_accepted_secrets.from_string_list([old, f"{older} x"]) == [old, older, "x"]


@pytest.mark.parametrize("text", ["[1]", "[", '["a", null]'])
def test_accepted_secrets_of_another_type_are_told(text: str) -> None:
    found = settings({"ONLYOFFICE_JWT_ACCEPTED_SECRETS": text}, jwt_secret=SECRET)
    assert found.keyring.accepted == ()
    assert [("jwt_accepted_secrets" in problem.cause, problem.fatal) for problem in found.problems] == [(True, True)]


def test_a_secret_for_one_direction_only_or_none_to_be_changed_is_a_warning() -> None:
    for trait, missing in (("jwt_secret_inbox", "jwt_secret_outbox"), ("jwt_secret_outbox", "jwt_secret_inbox")):
        (problem,) = settings({f"ONLYOFFICE_{trait.upper()}": SECRET}, docs_url="http://docs").problems
        assert missing in problem.remedy and not problem.fatal
    (problem,) = settings(jwt_accepted_secrets=[SECRET]).problems
    assert "jwt_accepted_secrets" in problem.cause and SECRET not in problem.cause
    weak = settings(docs_url="http://docs", jwt_secret=SECRET, jwt_accepted_secrets=["old", SECRET])
    assert ["jwt_accepted_secrets[0]" in problem.cause for problem in weak.problems] == [True]


def test_expiry_and_leeway_have_limits() -> None:
    found = settings(jwt_config_expiry=0, jwt_request_expiry=-1, jwt_leeway=-1)
    assert (found.config_expiry, found.request_expiry, found.leeway) == (3600, 300, 60)
    assert ["jwt_" in problem.cause for problem in found.problems] == [True] * 3
    assert settings(jwt_leeway=3601).leeway == 60
    found = settings({"ONLYOFFICE_JWT_LEEWAY": "0", "ONLYOFFICE_JWT_REQUEST_EXPIRY": "30"}, jwt_config_expiry=900)
    assert (found.config_expiry, found.request_expiry, found.leeway) == (900, 30, 0)
    assert found.problems == ()
