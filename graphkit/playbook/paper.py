"""A brief to take along: as Markdown, and as one HTML file that needs nothing else."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from graphkit.i18n import has, text
from graphkit.model import Account, is_placeholder
from graphkit.playbook.brief import Brief, Line
from graphkit.playbook.wording import Wordings, say, wording

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")
_STYLE = """
:root { color-scheme: light dark; }
body { font: 13px/1.35 system-ui, sans-serif; max-width: 62rem; margin: 1rem auto; padding: 0 1rem; }
h1 { font-size: 1.35rem; margin: 0; } p { margin: .1rem 0 .5rem; }
section { display: grid; grid-template-columns: 9.5rem 1fr; column-gap: .8rem; }
section { border-top: 1px solid #8885; padding: .2rem 0; break-inside: avoid; }
h2 { font-size: 1em; margin: 0; } ul { margin: 0; padding: 0; list-style: none; }
li.ask::before { content: "? "; font-weight: bold; } small { opacity: .65; }
@media (max-width: 40rem) { section { display: block; } body { font-size: 15px; } }
@page { size: A4; margin: 9mm; }
@media print {
  body { font-size: 8pt; line-height: 1.2; margin: 0; padding: 0; max-width: none; }
  section { grid-template-columns: 6.5rem 1fr; padding: .1rem 0; } small { font-size: .85em; }
}
"""


def title(brief: Brief, language: str, account: Account) -> str:
    is_post = is_placeholder(account.person(brief.person).name)
    return text("brief.title_post" if is_post else "brief.title", language, person=account.labels[brief.person])


def occasion(brief: Brief, language: str, account: Account) -> str:
    """Post, customer and decision in one line; a post that is named above is not named again."""
    person, decision = account.person(brief.person), account.decision(brief.decision)
    post = "" if person.title == person.label else person.title
    parts = (post, person.unit, account.name, decision.name or decision.id)
    return " · ".join(part for part in parts if part)


def source(line: Line, language: str) -> str:
    """From which facts a line came, in words: the columns of a person, else the table or the engine."""
    return text("screen.comma", language).join(dict.fromkeys(text(_word(name), language) for name in line.source))


def _word(name: str) -> str:
    table, _, column = name.partition(".")
    if has(f"brief.source.{table}"):
        return f"brief.source.{table}"
    return f"word.column.{column}" if table == "people" else f"word.table.{table}"


def markdown(brief: Brief, account: Account, language: str, given: Wordings | None = None) -> str:
    """The brief as Markdown; nothing in it is taken for Markdown that was not meant to be."""
    told = [f"# {_plain(title(brief, language, account))}", "", _plain(occasion(brief, language, account)), ""]
    told += [f"*{text('brief.ours_only', language)}*", ""]
    for section in brief.sections:
        if section.lines:
            told.append(f"**{_plain(wording(f'playbook.title.{section.name}', language, given))}**")
            told += [f"- {_mark(line)}{_plain(say(line, language, given))}" for line in section.lines]
            told.append("")
    return "\n".join([*told, f"*{text('brief.advice', language)}*", ""])


def html(brief: Brief, account: Account, language: str, given: Wordings | None = None) -> str:
    """The brief as one HTML page to print or to read on a phone; every word in it is escaped."""
    parts = []
    for section in (each for each in brief.sections if each.lines):
        heading = escape(wording(f"playbook.title.{section.name}", language, given))
        lines = "".join(_item(line, language, given) for line in section.lines)
        parts.append(f"<section><h2>{heading}</h2><ul>{lines}</ul></section>")
    name = escape(title(brief, language, account))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>'
        f"<h1>{name}</h1><p>{escape(occasion(brief, language, account))}"
        f"<br><strong>{escape(text('brief.ours_only', language))}</strong></p>{''.join(parts)}"
        f"<p><small>{escape(text('brief.advice', language))}</small></p></body></html>\n"
    )


def as_dict(brief: Brief, language: str, given: Wordings | None = None) -> dict[str, Any]:
    """The brief as JSON holds it."""
    sections = [
        {
            "section": section.name,
            "title": wording(f"playbook.title.{section.name}", language, given),
            "lines": [
                {"rule": line.key.removeprefix("playbook."), "text": say(line, language, given), "asks": line.asks}
                | {"source": list(line.source)}
                for line in section.lines
            ],
        }
        for section in brief.sections
    ]
    return {"person": brief.person, "decision": brief.decision, "member": brief.member, "sections": sections}


def _item(line: Line, language: str, given: Wordings | None) -> str:
    kind = ' class="ask"' if line.asks else ""
    return f"<li{kind}>{escape(say(line, language, given))} <small>{escape(source(line, language))}</small></li>"


def _mark(line: Line) -> str:
    return "**?** " if line.asks else ""


def _plain(words: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(words.split()))
