from tests.environment import ENVIRONMENT, for_tests


def test_settings_of_a_developer_do_not_reach_the_tests():
    outside = {"HOME": "/home/somebody", "KIM_MODE": "production", "KIM_EMAIL_URL": "smtp://mail.example"}

    assert for_tests(outside) == {"HOME": "/home/somebody"} | ENVIRONMENT


def test_databases_may_be_chosen_from_outside():
    outside = {"KIM_DATABASE_URL": "postgresql://a", "KIM_KEYS_DATABASE_URL": "postgresql://b"}

    assert for_tests(outside) == outside | ENVIRONMENT
