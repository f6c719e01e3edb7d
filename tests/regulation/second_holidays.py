"""Public holidays worked out from their statutes, without the library that the program uses."""

from datetime import date, timedelta

DAY = timedelta(days=1)
MONDAY, THURSDAY = 0, 3


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian rule."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return date(year, month, day + 1)


def nth(year: int, month: int, weekday: int, count: int) -> date:
    day = date(year, month, 1)
    while day.weekday() != weekday:
        day += DAY
    return day + 7 * (count - 1) * DAY


def last(year: int, month: int, weekday: int) -> date:
    day = nth(year, month, weekday, 4)
    return day + 7 * DAY if (day + 7 * DAY).month == month else day


def observed(day: date) -> set[date]:
    """5 U.S.C. 6103(b): a Saturday's holiday is kept on Friday, a Sunday's on Monday."""
    return {day, day - DAY if day.weekday() == 5 else day + DAY if day.weekday() == 6 else day}


def us_federal(year: int) -> set[date]:
    fixed = [date(year + n, 1, 1) for n in (0, 1)]
    fixed += [date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    found = set().union(*(observed(day) for day in fixed))
    found |= {nth(year, 1, MONDAY, 3), nth(year, 2, MONDAY, 3), last(year, 5, MONDAY)}
    found |= {nth(year, 9, MONDAY, 1), nth(year, 10, MONDAY, 2), nth(year, 11, THURSDAY, 4)}
    return found


EDGAR_CLOSED = {date(2024, 12, 24), date(2025, 1, 9), date(2025, 12, 24), date(2025, 12, 26)}


def us_federal_edgar(year: int) -> set[date]:
    return us_federal(year) | EDGAR_CLOSED


def brazil(year: int) -> set[date]:
    days = [(1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (12, 25)]
    if year >= 2024:  # Law 14.759/2023
        days.append((11, 20))
    return {date(year, *day) for day in days} | {easter(year) - 2 * DAY}


def new_south_wales(year: int) -> set[date]:
    sunday = easter(year)
    found = {sunday - 2 * DAY, sunday - DAY, sunday, sunday + DAY, date(year, 4, 25)}
    found |= {nth(year, 6, MONDAY, 2), nth(year, 10, MONDAY, 1)}
    australia, new_year = date(year, 1, 26), date(year, 1, 1)
    while australia.weekday() > 4:
        australia += DAY
    found |= {australia, new_year}
    if new_year.weekday() > 4:
        found.add(new_year + (7 - new_year.weekday()) * DAY)
    if year in (2026, 2027):  # ANZAC Day on a weekend, with a further day by proclamation
        found.add(date(2026, 4, 27) if year == 2026 else date(2027, 4, 26))
    christmas = date(year, 12, 25)
    found |= {christmas, christmas + DAY}
    if christmas.weekday() == 4:
        found.add(date(year, 12, 28))
    elif christmas.weekday() in (5, 6):
        found |= {date(year, 12, 27), date(year, 12, 28)}
    return found


def germany(year: int) -> set[date]:
    days = [(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)]
    return {date(year, *day) for day in days} | {easter(year) + n * DAY for n in (-2, 1, 39, 50)}


def berlin(year: int) -> set[date]:
    return germany(year) | {date(year, 3, 8)} | ({date(2025, 5, 8)} if year == 2025 else set())


def france(year: int) -> set[date]:
    days = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    return {date(year, *day) for day in days} | {easter(year) + n * DAY for n in (1, 39, 50)}


def belgium(year: int) -> set[date]:
    days = [(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)]
    return {date(year, *day) for day in days} | {easter(year) + n * DAY for n in (0, 1, 39, 49, 50)}


YEARS = range(2023, 2034)
_CALENDARS = {
    "US_FEDERAL": us_federal,
    "US_FEDERAL_EDGAR": us_federal_edgar,
    "BR": brazil,
    "AU_NSW": new_south_wales,
    "DE": germany,
    "DE-BE": berlin,
    "FR": france,
    "BE": belgium,
}
CLOSED: dict[str, frozenset[date]] = {
    name: frozenset(day for year in YEARS for day in rule(year)) for name, rule in _CALENDARS.items()
}
STATE_ZONES = {"DE": "Europe/Berlin", "DE-BE": "Europe/Berlin", "FR": "Europe/Paris", "BE": "Europe/Brussels"}
