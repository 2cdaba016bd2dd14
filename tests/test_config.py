"""Settings come from the environment; all that is wrong is said at once."""

import stat

import pytest

from config import Config, ConfigError


def test_an_empty_environment_gives_a_private_installation(tmp_path):
    config = Config.from_env({}, tmp_path)

    assert config.base_url == "http://127.0.0.1:8000"
    assert config.database_url == f"sqlite:///{tmp_path}/instance/eventapp.db"
    assert config.jobs_url == f"sqlite:///{tmp_path}/instance/jobs.db"
    assert config.mail_folder == tmp_path / "instance" / "mail"
    assert (config.host, config.port, config.workers, config.threads) == ("127.0.0.1", 8000, 2, 32)
    assert not config.is_production


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first, second = Config.from_env({}, tmp_path), Config.from_env({}, tmp_path)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) > 40
    mode = stat.S_IMODE((tmp_path / "instance" / "secret_key").stat().st_mode)
    assert mode == 0o600


def test_secrets_do_not_show_when_a_configuration_is_printed(tmp_path):
    environ = {
        "SECRET_KEY": "geheim-geheim-geheim",
        "DATABASE_URL": "postgresql://app:wachtwoord@db/app",
        "MAIL_URL": "smtp://app:wachtwoord@mail.example",
    }

    text = repr(Config.from_env(environ, tmp_path))

    assert "geheim" not in text
    assert "wachtwoord" not in text


def test_postgresql_is_written_with_its_driver(tmp_path):
    config = Config.from_env({"DATABASE_URL": "postgresql://a@b/c"}, tmp_path)

    assert config.database_url == "postgresql+psycopg://a@b/c"


def test_the_default_address_follows_the_port(tmp_path):
    assert Config.from_env({"PORT": "8001"}, tmp_path).base_url == "http://127.0.0.1:8001"


def test_production_needs_https_a_key_and_an_address(tmp_path):
    with pytest.raises(ConfigError) as error:
        Config.from_env({"BASE_URL": "http://olievlek.example"}, tmp_path)

    message = str(error.value)
    assert [name for name in ("BASE_URL", "SECRET_KEY", "MAIL_FROM") if name not in message] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "olievlek.example"),
        ("BASE_URL", "https://olievlek.example/app"),
        ("BASE_URL", "https://[::1"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://x"),
        ("JOBS_URL", "amqp://x"),
        ("MAIL_URL", "ftp://x"),
        ("MAIL_URL", "folder:"),
        ("MAIL_FROM", "two@at@signs, x"),
        ("MAILBOX_URL", "pop3://x"),
        ("PORT", "70000"),
        ("PORT", "acht"),
        ("WORKERS", "0"),
        ("THREADS", "-1"),
        ("TRUSTED_PROXIES", "veel"),
    ],
)
def test_a_malformed_setting_is_named(tmp_path, name, value):
    with pytest.raises(ConfigError, match=name):
        Config.from_env({name: value}, tmp_path)


def test_everything_wrong_is_said_in_one_message(tmp_path):
    environ = {"PORT": "x", "WORKERS": "x", "MAIL_URL": "x", "BASE_URL": "https://a.example"}

    with pytest.raises(ConfigError) as error:
        Config.from_env(environ, tmp_path)

    names = ("PORT", "WORKERS", "MAIL_URL", "SECRET_KEY", "MAIL_FROM")
    assert [name for name in names if name not in str(error.value)] == []


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "instance").write_text("a file in the way")

    with pytest.raises(ConfigError, match="cannot be written"):
        Config.from_env({}, tmp_path)
