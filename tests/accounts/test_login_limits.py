"""Few guesses from unknown devices, and nobody can shut out the owner."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.signing import get_cookie_signer
from django.test import Client as Browser

from kim.accounts import login_limits
from kim.accounts.actions import invite
from tests.cast import PASSWORD

SIGN_IN = "/konto/anmelden/"
CODE = "/konto/zweiter-faktor/authenticate/"
TEAM = "/probstadt/verwaltung/team/"
REFUSAL = "Zu viele Versuche."


WRONG = "falsch"


def attempt(address, password=WRONG, *, number=0, browser=None):
    """Send the log-in form, each number from an internet address of its own."""
    browser = browser or Browser()
    details = {"login": address, "password": password}
    return browser.post(SIGN_IN, details, REMOTE_ADDR=f"192.0.2.{number}")


def guess(address, times):
    return [attempt(address, number=number) for number in range(times)]


def shut(address):
    """Use up the guesses of a day from unknown devices."""
    assert not any(REFUSAL in answer.content.decode() for answer in guess(address, 20))


def owner_of(member):
    """Return a browser in which the person has signed in once."""
    browser = Browser()
    assert attempt(member.user.email, PASSWORD, browser=browser).status_code == 302
    browser.post("/konto/abmelden/")
    return browser


def test_the_21st_guess_of_a_day_is_not_looked_at_even_if_it_is_right(anna, ben):
    shut(anna.user.email)

    answer = attempt(anna.user.email, PASSWORD, number=99)

    assert answer.status_code == 200
    assert REFUSAL in answer.content.decode()
    assert attempt(ben.user.email, PASSWORD, number=99).status_code == 302


def test_right_passwords_do_not_count(anna):
    assert {attempt(anna.user.email, PASSWORD, number=n).status_code for n in range(22)} == {302}


def test_owner_gets_in_from_a_known_device_while_others_guess(anna):
    browser = owner_of(anna)
    shut(anna.user.email)

    assert REFUSAL in attempt(anna.user.email, PASSWORD, number=99).content.decode()
    assert attempt(anna.user.email, PASSWORD, browser=browser).status_code == 302


def test_owner_gets_in_although_somebody_guesses_from_the_same_internet_address(anna, ben):
    browser = owner_of(anna)
    for _ in range(11):
        answer = attempt(ben.user.email)

    assert REFUSAL in answer.content.decode()
    assert attempt(anna.user.email, PASSWORD, browser=browser).status_code == 302


def test_a_known_device_has_a_limit_of_its_own(anna):
    first, second = owner_of(anna), owner_of(anna)
    for number in range(10):
        assert REFUSAL not in attempt(anna.user.email, number=number, browser=first).content.decode()

    assert REFUSAL in attempt(anna.user.email, PASSWORD, number=50, browser=first).content.decode()
    assert attempt(anna.user.email, PASSWORD, number=50, browser=second).status_code == 302


def test_the_cookie_of_another_account_does_not_help(anna, ben):
    browser = owner_of(ben)
    name = login_limits.cookie_name(ben.user.email)
    browser.cookies[login_limits.cookie_name(anna.user.email)] = browser.cookies[name].value
    shut(anna.user.email)

    assert REFUSAL in attempt(anna.user.email, PASSWORD, browser=browser).content.decode()


@pytest.mark.parametrize("forged", ["", "x", "mark:1tABCD:AAAAAAAAAAAA"])
def test_a_forged_cookie_does_not_help(anna, forged):
    browser = Browser()
    browser.cookies[login_limits.cookie_name(anna.user.email)] = forged
    shut(anna.user.email)

    assert REFUSAL in attempt(anna.user.email, PASSWORD, browser=browser).content.decode()


def test_a_device_is_forgotten_after_half_a_year(anna, rf, monkeypatch):
    name = login_limits.cookie_name(anna.user.email)
    request = rf.get(SIGN_IN)
    request.COOKIES[name] = get_cookie_signer(salt=name + login_limits.SALT).sign("mark")
    assert login_limits.known_device(request, anna.user.email) == "mark"
    monkeypatch.setattr(login_limits, "LIFETIME", -1)

    assert login_limits.known_device(request, anna.user.email) == ""


def test_unknown_addresses_are_answered_like_known_ones(anna):
    known, unknown = guess(anna.user.email, 21), guess("niemand@probstadt.example", 21)

    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    for one, other in zip(known, unknown, strict=True):
        assert one.context["form"].errors == other.context["form"].errors
    assert REFUSAL in unknown[-1].content.decode()


@pytest.mark.parametrize(
    "spelling", ["ANNA@probstadt.example", " anna@probstadt.example", "anna@prob\u017ftadt.example"]
)
def test_another_spelling_gives_no_further_guesses(anna, spelling):
    assert login_limits.account_key(spelling) == login_limits.account_key(anna.user.email)


def test_cookie_is_shut_away_and_does_not_tell_the_address(anna, settings):
    settings.SESSION_COOKIE_SECURE = True
    browser = owner_of(anna)
    [cookie] = [each for name, each in browser.cookies.items() if name.startswith("kim_device_")]

    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["max-age"]) == ("/konto/", 180 * 24 * 60 * 60)
    assert "anna" not in cookie.key + cookie.value


def test_a_wrong_password_makes_no_device_known(anna):
    browser = Browser()
    attempt(anna.user.email, browser=browser)

    assert not any(name.startswith("kim_device_") for name in browser.cookies)


def test_an_accepted_invitation_opens_the_account_again(anna, scoped):
    shut(anna.user.email)
    path = f"/probstadt/verwaltung/einladung/{anna.pk}/{invite(anna, member=anna)}/"
    browser, words = Browser(), "vier-gelbe-boote-27"
    assert browser.post(path, {"new_password1": words, "new_password2": words}).status_code == 302

    assert attempt(anna.user.email, words, browser=browser).status_code == 302


@pytest.fixture
def codes(anna):
    """Anna's second factor; each of the codes works once."""
    TOTP.activate(anna.user, generate_totp_secret())
    return RecoveryCodes.activate(anna.user).get_unused_codes()


def enter_code(browser, value, number=0):
    return browser.post(CODE, {"code": value}, REMOTE_ADDR=f"198.51.100.{number}")


def test_the_21st_code_of_a_day_is_not_looked_at_and_the_owner_still_gets_in(anna, codes, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    owner, thief = Browser(), Browser()
    for browser in (owner, thief):
        attempt(anna.user.email, PASSWORD, browser=browser)
        assert not any(name.startswith("kim_device_") for name in browser.cookies)
    assert enter_code(owner, codes[0]).status_code == 302
    owner.post("/konto/abmelden/")

    for number in range(20):
        assert REFUSAL not in enter_code(thief, "000000", number).content.decode()
    assert REFUSAL in enter_code(thief, codes[1], 99).content.decode()
    assert thief.get(TEAM).url.startswith(SIGN_IN)

    attempt(anna.user.email, PASSWORD, browser=owner)
    assert enter_code(owner, codes[1], 99).status_code == 302
    assert owner.get(TEAM).status_code == 200


def test_codes_are_counted_in_an_open_session_too(anna, codes, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"reauthenticate": ""}
    browser = Browser()
    browser.force_login(anna.user)
    page = "/konto/zweiter-faktor/reauthenticate/"
    for number in range(20):
        browser.post(page, {"code": "000000"}, REMOTE_ADDR=f"198.51.100.{number}")

    answer = browser.post(page, {"code": codes[0]}, REMOTE_ADDR="198.51.100.99")
    assert REFUSAL in answer.content.decode()
