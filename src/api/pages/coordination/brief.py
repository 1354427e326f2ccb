"""The brief of a meeting: one sheet made from the ledger, to print before people meet."""

from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.house import HouseDep
from api.pages.admin_places import names_of_places
from api.pages.coordination.figures import STUCK_DAYS, Figures, Line, read_figures
from api.pages.coordination.meeting import MeetingDep
from api.pages.coordination.meetings import MEETINGS
from api.pages.coordination.overview import days_since, name_of
from api.rendering import page
from ledger.territory import Intercommunality, epci
from ledger.values import Use
from projections import backlog, fund_book, meetings, organisations
from projections.backlog import AGES
from projections.meetings import ActionRow, MeetingRow

router = APIRouter(prefix=MEETINGS + "/{meeting}")

WITHOUT_ANY_BEFORE = timedelta(days=30)
FEW, FEWER = 10, 5
"""What fits on one sheet; the brief says how much more there is."""


@router.get("/note")
def brief(request: Request, house: HouseDep, meeting: MeetingDep) -> HTMLResponse:
    """What is unmet, waiting and stuck; the fund, imbalances, what changed and was decided."""
    now = house.now()
    with house.pool.connection() as connection:
        before = previous(meetings.read_all(connection), meeting, now)
        since = before.starts_at if before else min(now, meeting.starts_at) - WITHOUT_ANY_BEFORE
        waiting = backlog.waiting_by_age(connection, now)
        changes = backlog.changes(connection, since)
        fund = fund_book.balance(connection, house.today().year)
        actions = meetings.read_actions(connection)
        structures = {row.subject: row.name for row in organisations.read_all(connection)}
        names = names_of_places(connection, (meeting.place,) if meeting.place else ())
    figures = read_figures(house, since, now)
    todo = [row for row in actions if row.outcome is None]
    return page(
        request,
        "coordination/brief.html",
        {
            "wide": True,
            "meeting": meeting,
            "before": before,
            "since": since,
            "now": now,
            "today": house.today(),
            "names": names,
            "structures": structures,
            "first_line": first_line(todo, house.today(), len(figures.stuck)),
            "todo": todo[:FEW],
            "todo_count": len(todo),
            "settled": [row for row in actions if row.settled_at and row.settled_at >= since],
            "uses": {use: figures.total(use) for use in Use},
            "total": figures.total(),
            "parts": figures.parts(),
            "lacks": lacks(figures)[:FEWER],
            "waiting": [
                sum(row.count for row in waiting if row.age == age) for age in range(len(AGES) + 1)
            ],
            "ages": AGES,
            "money": sum(row.count for row in waiting if row.shortage == "money"),
            "stuck": figures.stuck[:FEWER],
            "stuck_count": len(figures.stuck),
            "stuck_days": STUCK_DAYS,
            "days_since": lambda row: days_since(row.moved_at, now),
            "transfers": figures.transfers[:FEWER],
            "name": lambda place: name_of(figures, place),
            "changes": changes,
            "fund": fund,
        },
    )


def previous(every: list[MeetingRow], meeting: MeetingRow, now: datetime) -> MeetingRow | None:
    """The last meeting that was held before this one."""
    limit = min(meeting.starts_at, now)
    held = (row for row in every if row.starts_at < limit)
    return max(held, key=lambda row: row.starts_at, default=None)


def first_line(todo: list[ActionRow], today: date, stuck: int) -> str:
    """What to speak of first."""
    late = sum(row.due_on < today for row in todo)
    if late:
        return f"Commencez par {late} {'actions' if late > 1 else 'action'} en retard."
    if stuck:
        return f"Commencez par {stuck} {'commandes bloquées' if stuck > 1 else 'commande bloquée'}."
    return "Rien n’est en retard ni bloqué\u00a0: commencez par les besoins non couverts."


def lacks(figures: Figures) -> list[tuple[Intercommunality, Use, Line]]:
    """Where a use lacks most: intercommunalités whose needs their own stock does not cover."""
    found = [
        (epci(siren), use, line)
        for use in Use
        for siren, line in figures.by_epci(use).items()
        if line.lack
    ]
    return sorted(found, key=lambda each: -each[2].lack)
