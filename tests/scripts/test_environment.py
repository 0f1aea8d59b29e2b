from tests.environment import BYTECODE, ENVIRONMENT, for_tests


def test_settings_of_a_developer_do_not_reach_the_tests():
    outside = {"HOME": "/home/somebody", "KIM_MODE": "production", "KIM_EMAIL_URL": "smtp://mail.example"}

    assert for_tests(outside) == {"HOME": "/home/somebody"} | ENVIRONMENT


def test_databases_may_be_chosen_from_outside():
    outside = {"KIM_DATABASE_URL": "postgresql://a", "KIM_KEYS_DATABASE_URL": "postgresql://b"}

    assert for_tests(outside) == outside | ENVIRONMENT


def test_bytecode_lies_elsewhere_where_it_is_unwanted():
    assert for_tests({"PYTHONDONTWRITEBYTECODE": "1"}) == ENVIRONMENT | BYTECODE
