"""What a session leaves behind, as one document to send round: what changed, what it did, who does what by when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import pandas as pd

from graphkit.effects import Standing
from graphkit.readable import Line
from ui.session import Session
from ui.words import percent, signed

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; color: #17262b; background: #fff; max-width: 50rem; margin: 2rem auto;
  padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #c5d0d3; padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { background: #f0f4f5; }
"""


def effect(session: Session, before: Standing, after: Standing) -> pd.DataFrame:
    """Coverage, forecast and plan before and now, one row per number; a dash where nobody is named who decides."""
    names = [session.say(f"today.{name}") for name in ("score", "urgent", "verdict", "low", "high", "plan")]
    columns = {session.say("today.before"): before, session.say("today.after"): after}
    return pd.DataFrame(
        {session.say("today.what"): names} | {name: _written(session, s) for name, s in columns.items()}
    )


def actions_table(session: Session, rows: pd.DataFrame) -> pd.DataFrame:
    """The actions in words: who does what by when, and how it stands."""
    records = rows.to_dict("records")
    columns = {
        session.say("room.who"): [session.label(row["member"]) or session.say("room.nobody_yet") for row in records],
        session.say("room.about"): [session.label(row["person"]) for row in records],
        session.say("room.due"): [f"{row['due']:%Y-%m-%d}" if pd.notna(row["due"]) else "" for row in records],
        session.word("column.what"): [row["what"] for row in records],
        session.say("today.state"): [_state(session, row) for row in records],
    }
    return pd.DataFrame(columns)


def minutes(
    session: Session,
    changes: Mapping[str, list[Line]],
    called: Mapping[str, str],
    did: pd.DataFrame,
    actions: pd.DataFrame,
) -> str:
    """The document: HTML that stands alone and runs nothing; every word in it is escaped. called : names of ids."""
    title = session.say("today.heading", name=session.account.name, day=f"{session.today:%Y-%m-%d}")
    decision = session.say("today.decision", name=session.decision.name or session.decision.id or "—")
    body = [
        _tag("h1", title),
        _tag("p", decision),
        _tag("h2", session.say("today.effect")),
        _table(did),
        _tag("h2", session.say("today.actions")),
        _table(actions) if len(actions) else _tag("p", "—"),
        _tag("h2", session.say("today.changes")),
    ]
    for about, lines in changes.items():
        body += [
            _tag("h3", called.get(about) or about or session.word("table.account")),
            "<ul>",
            *(_tag("li", line.sentence) for line in lines),
            "</ul>",
        ]
    return (
        f'<!doctype html>\n<html lang="{session.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"{_tag('title', title)}<style>{_STYLE}</style></head><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def _written(session: Session, stands: Standing) -> list[str]:
    verdict = session.word(f"verdict.{stands.verdict}") if stands.verdict else "—"
    ends = [_or_dash(end, signed) for end in (stands.low, stands.high)]
    return [_or_dash(stands.score, percent), str(stands.urgent), verdict, *ends, _or_dash(stands.plan, percent)]


def _state(session: Session, row: Mapping[Any, Any]) -> str:
    if pd.notna(row["done_on"]):
        return session.say("today.finished", day=f"{row['done_on']:%Y-%m-%d}")
    return session.say("today.late" if row["overdue"] else "today.open")


def _or_dash(number: float | None, write: Callable[[float], str]) -> str:
    return "—" if number is None else write(number)


def _tag(name: str, words: str) -> str:
    return f"<{name}>{escape(words)}</{name}>"


def _table(frame: pd.DataFrame) -> str:
    head = "".join(_tag("th", str(name)) for name in frame.columns)
    rows = ("".join(_tag("td", str(cell)) for cell in row) for row in frame.itertuples(index=False))
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
