"""With each variable of .env.example set as its comment suggests, the shop answers."""

import pytest

from storefront import create_app
from storefront.config import Config
from tests.documented import DESCRIBED, EXAMPLES, TEXT, beside, suggested


def test_each_empty_variable_has_an_example_and_no_other_has():
    assert set(EXAMPLES) == {name for name, said in DESCRIBED.items() if not said}


@pytest.mark.parametrize("name", ["DATABASE_URL", "TRUSTED_HOSTS", "MAIL_URL"])
def test_the_examples_are_those_of_the_comments(name):
    assert all(part in TEXT for part in EXAMPLES[name].split(","))


@pytest.mark.parametrize("name", DESCRIBED)
def test_the_shop_answers_with_it(monkeypatch, tmp_path, name):
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
    for one in {name, *beside(name)}:
        monkeypatch.setenv(one, suggested(one, tmp_path))
    config = Config()
    assert name.lower() in config.model_fields_set
    browser = create_app(config).test_client()
    by_address = browser.get("/healthz", headers={"Host": f"127.0.0.1:{config.port}"})
    by_name = browser.get("/healthz", base_url=config.public_url)
    assert (by_address.status_code, by_name.status_code) == (200, 200)
