"""What the machine decides is checked at start, and described in .env.example."""

import re
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from storefront.config import ROOT, Config
from storefront.supervise.checks import refused_variables

DESCRIBED = dict(
    re.findall(r"^#?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
)


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


def test_another_file_can_take_the_place_of_env(tmp_path):
    file = tmp_path / "other.env"
    file.write_text("PORT=8123\n")
    script = "from storefront.config import Config; print(Config().port)"
    found = subprocess.run(
        [sys.executable, "-c", script],
        env={"ENV_FILE": str(file), "PATH": "/usr/bin"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "8123"
