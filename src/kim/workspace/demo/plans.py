"""Invented life around the action concepts of one place: partners, offers, an agreement, a group, yearly talks."""

from datetime import date, timedelta

from kim.accounts.models import Membership, Role
from kim.action_plans.models import TalkQuestion, YearlyTalk
from kim.action_plans.papers.actions import keep_states, release
from kim.action_plans.plans.actions import talks
from kim.action_plans.profile.collecting import open_round
from kim.core import dates
from kim.districts.models import District, LifeDomain, Municipality
from kim.districts.territory import Territory
from kim.network.agreements.actions import draft_agreement, record_information, save_text, take_step
from kim.network.models import Agreement, Partner
from kim.network.offers.actions import add_offer
from kim.network.partners.actions import add_contact, add_meeting, add_partner, record_talk
from kim.steering.actions import add_result, open_group
from kim.steering.models import Group
from kim.workspace.demo import plan_words as words
from kim.workspace.demo.team import place_of_contact


def make_plans(district: District, last: date) -> None:
    """Let the coordination work on the concept of one place for some two years, until a day."""
    place = place_of_contact()
    actor = _coordination(place)
    partners = _partners(actor, place, last)
    _meeting(actor, place)
    agreement = _agreement(actor, place, partners[0], last)
    _group(actor, place, agreement, last)
    _offers(actor, place, last)
    _talks(actor, place, last)
    lead: Membership = Membership.objects.filter(role=Role.TEAM_LEAD).order_by("pk").first() or actor
    with dates.moved_clock(last - timedelta(days=20)):
        open_round(lead, district=district, year=last.year - 1, due_on=last + timedelta(days=10))
    _releases(lead, district, place, last)


def _coordination(place: Municipality) -> Membership:
    members = Membership.objects.filter(role__in=(Role.COORDINATOR, Role.TEAM_LEAD))
    found: Membership = (
        members.filter(area=place.area_id).order_by("pk").first() or members.order_by("pk")[:1].get()
    )
    return found


def _partners(actor: Membership, place: Municipality, last: date) -> list[Partner]:
    made = []
    for number, (name, kind, website, talk) in enumerate(words.PARTNERS):
        with dates.moved_clock(last - timedelta(days=500 - 90 * number)):
            partner = add_partner(
                actor, name=name, kind=kind, municipalities=[place], website=website, note=words.INVENTED
            )
            person, function = words.PARTNER_PEOPLE[number]
            add_contact(
                actor,
                partner=partner,
                name=person,
                function=function,
                email=f"kontakt{number}@partner.example",
                phone=f"00000 {80000 + number}",
            )
            if talk:
                minutes, next_steps = talk
                record_talk(
                    actor,
                    partner=partner,
                    # One of them works in the whole district.
                    municipality=None if number == words.WORKS_EVERYWHERE else place,
                    held_on=dates.today(),
                    minutes=minutes,
                    participants=f"{person}, KIM-Koordination",
                    next_steps=next_steps,
                )
        made.append(partner)
    return made


def _meeting(actor: Membership, place: Municipality) -> None:
    add_meeting(
        actor,
        municipality=place,
        name="Runder Tisch Beispiel",
        level="operational",
        kim_part="regular",
        rhythm="quarterly",
        convener="Stadt und Verein Beispielbrücke",
    )


def _agreement(actor: Membership, place: Municipality, partner: Partner, last: date) -> Agreement:
    """Draft an agreement, change its text once, sign it; the next review is due soon."""
    with dates.moved_clock(last - timedelta(days=380)):
        agreement = draft_agreement(
            actor,
            kind="interface",
            title=f"Schnittstellenkonzept KIM – {partner.name}",
            municipality=place,
            partners=[partner],
            scope=words.AGREEMENT_SCOPE,
            text=words.AGREEMENT_TEXT,
        )
    with dates.moved_clock(last - timedelta(days=365)):
        save_text(
            actor,
            agreement=agreement,
            version=agreement.version,
            text=words.AGREEMENT_TEXT.replace(*words.AGREEMENT_CHANGE),
            change="Frist für die Rückmeldung verkürzt",
        )
    for days, target in ((360, "agreed"), (352, "signed"), (345, "in_force")):
        on = last - timedelta(days=days)
        with dates.moved_clock(on):
            take_step(
                actor, agreement=agreement, version=agreement.version, target=target, on=on, valid_from=on
            )
    with dates.moved_clock(last - timedelta(days=340)):
        record_information(
            actor,
            agreement=agreement,
            version=agreement.version,
            on=dates.today(),
            about="Wer wen berät und wie Fälle übergeben werden.",
        )
    return agreement


def _group(actor: Membership, place: Municipality, agreement: Agreement, last: date) -> None:
    with dates.moved_clock(last - timedelta(days=300)):
        group = open_group(
            actor,
            municipality=place,
            kind=Group.Kind.WORKING,
            name=words.GROUP_NAME,
            mandate=words.GROUP_MANDATE,
            members="KIM, Verein Beispielbrücke, Familienzentrum Musterstern",
            started_on=dates.today(),
        )
    with dates.moved_clock(last - timedelta(days=120)):
        add_result(actor, group=group, on=dates.today(), text=words.GROUP_RESULT, agreement=agreement)


def _offers(actor: Membership, place: Municipality, last: date) -> None:
    """Enter offers: one whose funding ends soon, one long not confirmed, one that works everywhere."""
    domains = list(LifeDomain.objects.filter(active=True).order_by("position", "pk"))
    for number, (name, provider, groups, languages, funding, ends_in, confirmed) in enumerate(words.OFFERS):
        with dates.moved_clock(last - timedelta(days=confirmed)):
            add_offer(
                actor,
                topics=[domains[(2 * number + step) % len(domains)] for step in range(2)],
                municipality=None if number == len(words.OFFERS) - 1 else place,
                name=name,
                provider=provider,
                description=words.INVENTED,
                target_groups=list(groups),
                languages=list(languages),
                funding=funding,
                funding_ends_on=last + timedelta(days=ends_in) if ends_in else None,
            )


def _talks(actor: Membership, place: Municipality, last: date) -> None:
    """Hold last year's talk with two steps left, one of them late; agree on this year's."""
    held_on = last - timedelta(days=370)
    with dates.moved_clock(held_on):
        questions = TalkQuestion.objects.filter(active=True).order_by("position", "pk")
        answers = dict(zip(questions, words.TALK_ANSWERS, strict=False))
        year = held_on.year
        talks.answer_questions(actor, place=place, year=year, version=0, answers=answers)
        talk = YearlyTalk.objects.get(municipality=place, year=year)
        talks.conclude_talk(
            actor,
            place=place,
            year=year,
            version=talk.version,
            held_on=held_on,
            participants="Ansprechstelle der Stadt, KIM-Koordination",
            conclusions=words.TALK_CONCLUSIONS,
        )
        steps = [
            talks.add_step(actor, talk=talk, text=text, who=who, due_on=last + timedelta(days=due_in))
            for text, who, due_in in words.TALK_STEPS
        ]
    with dates.moved_clock(last - timedelta(days=210)):
        talks.finish_step(actor, step=steps[0], done=True)
    day = last + timedelta(days=12)
    # The talk of a year counts for the year it belongs to, also if its day falls into the first weeks of the next.
    talks.plan_talk(actor, place=place, year=last.year, version=0, planned_on=day)


def _releases(lead: Membership, district: District, place: Municipality, last: date) -> None:
    """Keep how the concepts stand, and release two of them for those who see released ones only."""
    with dates.moved_clock(last - timedelta(days=60)):
        release(lead, territory=Territory(district), note="Lenkungsgruppe")
        release(lead, territory=Territory(district, place), note="Jahresgespräch")
    keep_states(district)
