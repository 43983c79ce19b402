"""The participants' page as HTML: every text in it is escaped."""

from html import escape
from typing import TYPE_CHECKING

from questions.desk.feedback import REASONS
from rag.values import Answer
from ui.citations import claims_html, document_path, nearest_html, sources_html
from ui.page import SHOWN_LENGTH, Exchange, Visit
from ui.strings import LANGUAGES, NAVIGATION, Strings, load_strings

if TYPE_CHECKING:
    from rag.assistant import Assistant

# Where somebody goes who must not be seen on this page: known to all, of interest to nobody.
NEUTRAL_PAGE = "https://www.wikipedia.org/"

__all__ = ["chooser_html", "masthead_html", "notice_html", "panel_html", "transcript_html"]


def chooser_html(language: str) -> str:
    """Return the language selector, each language under its own name."""
    label = escape(load_strings(language)["page.language"])
    options = "".join(
        f'<option value="{code}" lang="{code}"{" selected" if code == language else ""}>{name}'
        "</option>"
        for code, name in LANGUAGES.items()
    )
    return f'<select aria-label="{label}">{options}</select>'


def masthead_html(language: str) -> str:
    """Return the name of the page, what it is, and the way to the other pages."""
    strings = load_strings(language)
    links = "".join(
        f'<li><a href="{path}?lang={language}"{" aria-current=page" if path == "/" else ""}>'
        f"{escape(strings[key])}</a></li>"
        for key, path in NAVIGATION.items()
    )
    return (
        f'<a class="skip" href="#question">{escape(strings["nav.skip"])}</a>'
        '<h1><span class="mark" aria-hidden="true"></span>AskAlliance</h1>'
        f'<p class="tagline">{escape(strings["page.tagline"])}</p>'
        f'<nav aria-label="{escape(strings["nav.label"])}"><ul>{links}</ul></nav>'
    )


def notice_html(strings: Strings) -> str:
    """Return the notice that stands before the first message and stays."""
    return (
        f"<strong>{escape(strings['notice.title'])}</strong> "
        f"<span>{escape(strings['notice.limits'])}</span> "
        f'<span class="danger">{escape(strings["notice.danger"])}</span> '
        f'<a class="leave" href="{NEUTRAL_PAGE}" rel="noreferrer">'
        f"{escape(strings['notice.leave'])}</a>"
    )


def transcript_html(assistant: "Assistant", visit: Visit) -> str:
    """Return the conversation; before the first question, a welcome with examples."""
    strings = load_strings(visit.language)
    if not visit.exchanges:
        return _welcome(visit.language, strings)
    return "".join(
        _exchange(assistant, exchange, turn, visit, strings)
        for turn, exchange in enumerate(visit.exchanges)
    )


def _welcome(language: str, strings: Strings) -> str:
    own = [_example(language, strings[f"examples.{key}"]) for key in ("first", "second")]
    other = [
        _example(code, load_strings(code)["examples.first"])
        for code in LANGUAGES
        if code != language
    ]
    return (
        f'<div class="welcome"><h2>{escape(strings["welcome.heading"])}</h2>'
        f"<p>{escape(strings['welcome.text'])}</p>"
        f'<h3>{escape(strings["welcome.examples"])}</h3><ul class="own">{"".join(own)}</ul>'
        f"<h3>{escape(strings['welcome.other'])}</h3><ul>{''.join(other)}</ul></div>"
    )


def _example(language: str, question: str) -> str:
    return (
        f'<li><button type="button" class="example" lang="{language}">'
        f'<span class="code" aria-hidden="true">{language}</span><span class="text">'
        f"{escape(question)}</span></button></li>"
    )


def _exchange(
    assistant: "Assistant", exchange: Exchange, turn: int, visit: Visit, strings: Strings
) -> str:
    answer = exchange.answer
    language = f' lang="{escape(answer.language)}"' if answer else ""
    question = exchange.question[:SHOWN_LENGTH]
    asked = (
        f'<div class="asked"><h2 class="unseen">{escape(strings["answer.you"])}</h2>'
        f"<p{language}>{escape(question)}</p></div>"
    )
    if exchange.is_pending:
        said = f'<p class="pending">{escape(strings["answer.pending"])}</p>'
        kind = "pending"
    elif answer is None:
        said, kind = _failure(exchange, strings), "failed"
    else:
        said, kind = _answer(assistant, answer, turn, strings), answer.outcome
        if answer.outcome in ("answered", "refused"):
            said += _verdict(exchange, turn, strings)
    return (
        f'<section class="exchange" id="turn-{turn}">{asked}<div class="said {kind}">'
        f'<h2 class="unseen">{escape(strings["answer.from"])}</h2>{said}</div></section>'
    )


def _verdict(exchange: Exchange, turn: int, strings: Strings) -> str:
    """Return the buttons by which a visitor says whether an answer is good, and why it is not."""

    def button(verdict: str, reason: str, label: str) -> str:
        return (
            f'<button type="button" class="verdict-button" data-turn="{turn}"'
            f' data-verdict="{verdict}" data-reason="{reason}">{escape(label)}</button>'
        )

    if exchange.is_judged:
        said = f'<span role="status" tabindex="-1">{escape(strings["feedback.thanks"])}</span>'
    elif exchange.verdict:
        said = f"<span>{escape(strings['feedback.why'])}</span>" + "".join(
            button("bad", reason, strings[f"feedback.{reason}"]) for reason in REASONS
        )
    else:
        said = (
            f"<span>{escape(strings['feedback.ask'])}</span>"
            + button("good", "", strings["feedback.good"])
            + button("bad", "", strings["feedback.bad"])
        )
    note = "" if exchange.is_judged else f"<small>{escape(strings['feedback.note'])}</small>"
    return f'<div class="feedback">{said}{note}</div>'


def _failure(exchange: Exchange, strings: Strings) -> str:
    if exchange.failure:
        return f'<p class="verdict">{escape(exchange.failure)}</p>'
    number = strings["answer.error_id"].format(id=exchange.error_id)
    return (
        f'<p class="verdict">{escape(strings["answer.failed"])}</p>'
        f'<p class="note">{escape(number)}</p>'
    )


def _answer(assistant: "Assistant", answer: Answer, turn: int, strings: Strings) -> str:
    notice, language = escape(answer.notice), escape(answer.language)
    if answer.outcome == "answered":
        note = f'<p class="note" lang="{language}">{notice}</p>' if notice else ""
        return note + claims_html(assistant, answer, turn, strings)
    verdict = f'<p class="verdict">{escape(strings[f"answer.{answer.outcome}"])}</p>'
    if notice and answer.outcome == "referred":
        verdict += f'<div class="help" lang="{language}" role="alert">{_paragraphs(notice)}</div>'
    elif notice:
        verdict = f'<p class="verdict" lang="{language}">{notice}</p>'
    claims = claims_html(assistant, answer, turn, strings)
    nearest = nearest_html(assistant, answer.hits, strings) if answer.outcome == "refused" else ""
    return verdict + claims + nearest


def _paragraphs(escaped: str) -> str:
    return "".join(f"<p>{line}</p>" for line in escaped.split("\n"))


def panel_html(assistant: "Assistant", visit: Visit) -> str:
    """Return the panel beside the conversation: sources of the shown answer, else the documents."""
    strings = load_strings(visit.language)
    heading = f"<h2>{escape(strings['sources.heading'])}</h2>"
    if visit.shown is None:
        return heading + _collection(assistant, strings)
    turn, marker = visit.shown
    exchange = visit.exchanges[turn]
    if exchange.answer is None:
        return heading
    of = escape(strings["sources.of"].format(question=exchange.question))
    cards = sources_html(assistant, exchange.answer, turn, marker, strings)
    return f'{heading}<p class="of">{of}</p>{cards}'


def _collection(assistant: "Assistant", strings: Strings) -> str:
    documents = assistant.headers()
    items = "".join(
        f'<li><a href="{escape(document_path(document.source))}" target="_blank"'
        f' lang="{escape(document.language)}">{escape(document.title)}</a>'
        f'<span class="place">{escape(document.symbol)}</span></li>'
        for document in documents
    )
    count = escape(strings["sources.documents"].format(n=len(documents)))
    return (
        f'<p class="empty">{escape(strings["sources.empty"])}</p>'
        f'<h3>{count}</h3><ul class="documents">{items}</ul>'
    )
