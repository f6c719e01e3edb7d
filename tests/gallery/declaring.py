"""Declaring: the form, the answers, and what the channel is told of where it came from."""

from bot.domain.changes.lifecycle import Declaration
from bot.domain.event import DeclaredFrom
from bot.domain.severity import Severity
from bot.domain.unrecorded import Unrecorded
from bot.views import announcement, card, catch_up, declare_form, declaring, home, listing, unrecorded
from bot.views.deadline_details import contents_of
from bot.views.declaring import LINK
from bot.views.help import help_message
from handlers.grammar import BETWEEN, SUBCOMMANDS
from tests.gallery.case import Case
from tests.gallery.exhibit import Exhibit, Shown
from tests.views.incidents import AT, CATALOGUE


def _came_from(case: Case) -> Shown:
    link = f"https://sandbox.example/archives/{case.channel}/p1773997200000100"
    said = case.said("The bot promised a refund", 3000)
    return declaring.came_from(DeclaredFrom(author=case.bob, text=said, permalink=link), case.names)


def _declared(case: Case) -> Shown:
    word = "critical" if case.is_worst else None
    return declaring.declared(
        case.incident, case.incidents()[:3], severity_word=word, link=f"<#{case.channel}>", only_linked=True
    )


def _form(case: Case) -> Shown:
    title = case.line("", 200)
    severity = Severity.HIGH if case.is_worst else None
    return declare_form.declare_form(
        CATALOGUE, case.origin, title=title, severity=severity, private=case.is_worst
    )


def _missing(case: Case) -> dict[int, tuple[str, ...]]:
    regulations = CATALOGUE.regulations
    return {each.number: contents_of(each, regulations) for each in card.next_clocks(case.deadlines())}


def _card(case: Case) -> Shown:
    return card.card(case.incident, CATALOGUE, case.deadlines(), _missing(case))


def _status(case: Case) -> Shown:
    return listing.status(case.incident, CATALOGUE, case.deadlines(), _missing(case), inside=False)


def _help(case: Case) -> Shown:
    lines = [(BETWEEN.join(each.typed), each.effect) for each in SUBCOMMANDS]
    return help_message(lines, case.incident if case.is_worst else None)


def _home(case: Case) -> Shown:
    mine = {incident.number for incident in case.incidents()[:20]}
    return home.home(case.incidents(), mine, case.tasks(), case.alice)


def _unrecorded(case: Case) -> Shown:
    told = Declaration(
        title=case.incident.title,
        severity=Severity.CRITICAL,
        summary=case.incident.summary,
        private=case.is_worst,
        drill=case.is_worst,
    )
    return unrecorded.first_message(Unrecorded(declaration=told, declared_by=case.alice, at=AT))


EXHIBITS = (
    Exhibit(declare_form.declare_form, _form),
    Exhibit(declaring.declared, _declared),
    Exhibit(declaring.declared, lambda case: declaring.declared(case.fresh, [], link=LINK), "bare"),
    Exhibit(declaring.channel_opened, lambda case: declaring.channel_opened(case.incident)),
    Exhibit(declaring.word_put_back, lambda case: declaring.word_put_back(case.incident)),
    Exhibit(declaring.in_thread, lambda case: declaring.in_thread(case.incident)),
    Exhibit(declaring.came_from, _came_from),
    Exhibit(declaring.mentioned, lambda case: declaring.mentioned(None, case.origin)),
    Exhibit(declaring.mentioned, lambda case: declaring.mentioned(case.incident, case.origin), "in one"),
    Exhibit(unrecorded.declared, lambda case: unrecorded.declared(case.channel)),
    Exhibit(unrecorded.first_message, _unrecorded),
    Exhibit(unrecorded.adopted, lambda case: unrecorded.adopted(case.incident, AT)),
    Exhibit(unrecorded.declared_already, lambda _: unrecorded.declared_already()),
    Exhibit(card.card, _card),
    Exhibit(card.card, lambda case: card.card(case.fresh, CATALOGUE), "fresh"),
    Exhibit(card.card, lambda case: card.card(case.closed, CATALOGUE), "closed"),
    Exhibit(announcement.announcement, lambda case: announcement.announcement(case.incident)),
    Exhibit(
        catch_up.catch_up,
        lambda case: catch_up.catch_up(case.incident, case.events()[-5:], case.names, case.deadlines()),
    ),
    Exhibit(
        catch_up.catch_up, lambda case: catch_up.catch_up(case.closed, case.events()[-5:], case.names), "over"
    ),
    Exhibit(catch_up.let_in, lambda case: catch_up.let_in(case.incident, already=case.is_worst)),
    Exhibit(help_message, _help),
    Exhibit(home.home, _home),
    Exhibit(
        listing.incident_list,
        lambda case: listing.incident_list(case.incidents(), "open", dict(case.names), resolved=3),
    ),
    Exhibit(listing.incident_list, lambda _: listing.incident_list([], "mine", {}), "none"),
    Exhibit(listing.status, _status),
)
