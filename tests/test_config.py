"""What the machine decides is checked at start, and described in .env.example."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from storefront.config import ROOT, Config, refused_variables
from tests.documented import DESCRIBED


def read(**values):
    return Config(_env_file=None, **values)


def test_every_variable_is_described_and_nothing_else_is():
    assert set(DESCRIBED) == {name.upper() for name in Config.model_fields}


@pytest.mark.parametrize("name", Config.model_fields)
def test_the_description_names_the_true_default(name):
    default = Config.model_fields[name].default
    said = DESCRIBED[name.upper()]
    if name == "instance_path":
        assert ROOT / said == default
    elif isinstance(default, int | float):
        assert float(said) == default
    else:
        assert said == (default or "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", 0),
        ("port", 70000),
        ("web_workers", 0),
        ("public_url", "shop.example.com"),
        ("fourover_staging_url", "https://api.example.com/?apikey=x"),
        ("sweep_seconds", 0),
        ("artwork_max_mb", 0),
        ("log_level", "LOUD"),
        ("credentials_key", "too short"),
        ("trusted_hosts", "https://shop.example.com"),
        ("trusted_hosts", "shop.example.com:443"),
        ("trusted_hosts", "*"),
    ],
)
def test_a_bad_value_is_refused_by_name(name, value):
    with pytest.raises(ValidationError) as refused:
        read(**{name: value})
    assert name.upper() in refused_variables(refused.value)


def test_a_value_that_can_be_is_taken():
    assert read(port=8080, public_url="https://shop.example.com").port == 8080


def test_keys_can_be_several_so_that_they_rotate():
    keys = f"{Fernet.generate_key().decode()},{Fernet.generate_key().decode()}"
    assert read(credentials_key=keys).credentials_key.get_secret_value() == keys


def test_times_out_of_order_are_refused_by_both_names():
    with pytest.raises(ValidationError) as refused:
        read(push_deadline_seconds=400)
    words = refused_variables(refused.value)
    assert "PUSH_DEADLINE_SECONDS must be less than PUSH_UNKNOWN_SECONDS" in words


def test_leaving_and_sending_together_end_before_an_order_counts_as_unknown():
    with pytest.raises(ValidationError) as refused:
        read(push_leave_seconds=50, push_deadline_seconds=200)
    words = refused_variables(refused.value)
    assert "PUSH_LEAVE_SECONDS and PUSH_DEADLINE_SECONDS together must be less than" in words
    assert read(push_leave_seconds=30, push_deadline_seconds=200).push_leave_seconds == 30


@pytest.mark.parametrize(
    "trouble", [{"port": -1}, {"push_step_seconds": 500}, {"credentials_key": "hush"}]
)
def test_a_refusal_never_quotes_a_secret(trouble):
    with pytest.raises(ValidationError) as refused:
        read(secret_key="hush-hush", **trouble)
    assert "hush" not in str(refused.value)
    assert "hush" not in refused_variables(refused.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_what_hosting_companies_call_postgresql_is_understood(scheme):
    assert read(database_url=f"{scheme}://u:p@h/d").database == "postgresql+psycopg://u:p@h/d"


def test_without_a_database_it_is_a_file_in_the_instance_folder(tmp_path):
    assert read(instance_path=tmp_path).database == f"sqlite:///{tmp_path / 'storefront.db'}"


SAY = "from storefront.config import Config; print(Config().database)"


@pytest.fixture
def run(tmp_path):
    """Runs Python with ENV_FILE, and only what is given, in the environment."""
    file = tmp_path / "other.env"

    def run(written, *command, cwd=ROOT, **environment):
        file.write_text(written)
        places = {"ENV_FILE": str(file), "INSTANCE_PATH": str(tmp_path), "PATH": "/usr/bin"}
        return subprocess.run(
            [sys.executable, *command],
            env=places | environment,
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


LIVE = "DATABASE_URL=sqlite:////srv/live.db\n"


def test_another_file_can_take_the_place_of_env(run):
    assert run(LIVE, "-c", SAY).stdout.strip() == "sqlite:////srv/live.db"


STARTS = [
    ("-m", "flask", "--app", str(ROOT / "wsgi.py"), "sweep"),
    ("-m", "storefront.supervise"),
    ("-m", "storefront.serve"),
    ("-c", "import wsgi"),
]
CANNOT_BE = {
    "PORT: Input should be a valid integer": {"PORT": "eighty"},
    "MAIL_URL must begin with": {"MAIL_URL": "pigeon://loft"},
    "ENV_FILE names": {"ENV_FILE": "nowhere.env"},
}


@pytest.mark.parametrize(
    ("command", "wrong"),
    [*((command, "ENV_FILE names") for command in STARTS), *((STARTS[0], w) for w in CANNOT_BE)],
)
def test_whatever_starts_refuses_what_cannot_be_in_one_sentence(run, command, wrong):
    told = run("", *command, **({"PORT": "7498"} | CANNOT_BE[wrong]))
    assert told.returncode == 1
    (sentence,) = told.stderr.strip().splitlines()
    assert wrong in sentence
    assert "eighty" not in sentence  # it might be a key


def test_a_folder_is_no_file_of_settings_either(run, tmp_path):
    told = run("", *STARTS[0], ENV_FILE=str(tmp_path))
    assert told.returncode == 1
    assert "ENV_FILE names" in told.stderr


def test_the_demo_reads_no_file_and_so_misses_none(monkeypatch):
    monkeypatch.setenv("ENV_FILE", "nowhere.env")
    assert Config(_env_file=None).port == 8000


def test_an_empty_variable_wins_over_the_file(run, tmp_path):
    """Or a trial would join the live database, and the file's PORT, keys and mail server."""
    told = run(LIVE, "-c", SAY, DATABASE_URL="")
    assert told.stdout.strip() == f"sqlite:///{tmp_path}/storefront.db"


@pytest.mark.parametrize("name", Config.model_fields)
def test_whatever_is_set_empty_has_its_default(name, monkeypatch, tmp_path):
    file = tmp_path / ".env"
    file.write_text(f"{name.upper()}=1\n")
    monkeypatch.setenv(name.upper(), "")
    assert getattr(Config(_env_file=file), name) == Config.model_fields[name].default
    assert name not in Config(_env_file=file).model_fields_set


FLASK = ("-m", "flask", "--app", str(ROOT / "wsgi.py"), "set", "--help")


def test_flask_reads_the_file_that_every_other_process_reads(run, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".env").write_text("PORT=eighty\nSWEEP_SECONDS=never\n")
    told = run("PORT=8123\n", *FLASK, cwd=elsewhere)
    assert told.returncode == 0, told.stderr
    assert "Usage: " in told.stdout


@pytest.mark.parametrize("environment", [{"PORT": "eighty"}, {}], ids=["environment", "file"])
def test_what_counts_is_read_by_flask_too(run, tmp_path, environment):
    """The control: a bad value is noticed where it is to be read."""
    told = run("" if environment else "PORT=eighty\n", *FLASK, cwd=tmp_path, **environment)
    assert "Usage: " not in told.stdout
    assert "PORT:" in told.stderr


def test_no_test_knows_the_environment_of_a_real_shop():
    assert not {name.upper() for name in Config.model_fields} & set(os.environ)
