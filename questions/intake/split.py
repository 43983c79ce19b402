"""The questions in a post: none, one, or several that each stand alone."""

import re
from collections.abc import Sequence

from rag.analysis import normalise
from rag.followup import leans
from rag.sentences import sentence_spans
from rag.smalltalk import small_talk

# What opens a question, alone or after one of _LED and a preposition.
_OPENERS = {
    "de": "wann|warum|weshalb|wieso|woher|wohin|wozu|wo|wer|wen|wem|wessen|wie|was|welche[rsnm]?|"
    "gibt es|gibts|ist|sind|hat|haben|kann|k[öo]nnen|wird|werden",
    "en": "what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|has|can|"
    "could|will|would|should",
    "es": "qu[ée]|cu[áa]l(?:es)?|qui[ée]n(?:es)?|cu[áa]ndo|d[óo]nde|c[óo]mo|cu[áa]nt[oa]s?|hay|"
    "existen?",
    "fr": "qu[ei]|quoi|quel(?:le)?s?|quand|o[ùu]|pourquoi|comment|combien|lequel|laquelle|"
    "est-ce|qu'est-ce|y a-t-il",
    "it": "(?:che )?cosa|qual[ei]?|chi|quando|dove|perch[ée]|come|quant[oaie]|c'[eè]|ci sono|"
    "esist(?:e|ono)",
    "ru": "почему|отчего|скольк\\w+|как(?:ой|ая|ое|ие|их|им|ими|ую|ом|ого|ому)?|каков[аоы]?|что|"
    "кто|кого|кому|кем|чем|чего|чей|где|когда|куда|откуда|зачем|есть ли",
}
_LED = r"(?:(?:а|и|но|так|вот|and|but|so|et|mais|und|aber|e|ed|ma|y|pero)[\s,]+)?"
_PREPOSITION = (
    r"(?:(?:в|во|на|о|об|к|с|со|до|из|у|за|по|от|для|при|через|под|in|on|at|by|for|to|from|with|"
    r"under|until|since|of|an|auf|bei|mit|von|bis|f[üu]r|unter|aus|zu|[üu]ber|seit|[àa]|de|dans|"
    r"en|par|pour|sur|avec|depuis|jusqu'[àa]|a|di|da|con|su|per|fino a|por|para|hasta|desde|"
    r"sobre) )?"
)
# What asks wherever it stands.
_ASKING = (
    r"сколько|почему|зачем|есть ли|можно ли|будет ли|правда ли|скажите|подскажите|расскажите|"
    r"объясните|поясните|хотел[аи]?(?: бы|ось бы)|интересно(?:,)? (?:как|что|кто|когда|почему|где)|"
    r"прошу (?:объяснить|сообщить|пояснить|рассказать)|вопрос(?: к \w+)? ?:|"
    r"how (?:many|much|long|often)|tell (?:me|us)|please (?:explain|tell|clarify)|"
    r"(?:i|we)(?: would|'d) like to (?:know|ask|hear)|"
    r"wonder(?:ing)? (?:if|whether|what|why|how|when)|"
    r"question ?:|my question|"
    r"pourquoi|combien|est-ce qu|expliquez|dites-(?:moi|nous)|"
    r"(?:je|nous) (?:voudrais|voudrions|aimerais|aimerions) (?:savoir|demander)|"
    r"warum|weshalb|wieso|wie ?viele?|wie lange|seit wann|"
    r"(?:ich|wir) (?:m[öo]chten?|w[üu]rden? gern[e]?) (?:wissen|fragen)|mich interessiert|frage ?:|"
    r"erkl[äa]ren sie|"
    r"quant[ie] |vorrei (?:sapere|chiedere)|vorremmo (?:sapere|chiedere)|spiegate(?:ci|mi)?|"
    r"mi chiedo|domanda ?:|"
    r"por qu[ée]|cu[áa]nt[oa]s|quisi[ée]ra(?:mos)? (?:saber|preguntar)|me gustar[íi]a saber|"
    r"pregunta ?:|expliquen?|"
    r"спрашива\w+|узнать|понять|помогите (?:мне )?(?:найти|понять|разобраться)|мне нуж\w+|"
    r"вышлите|пришлите|покажи(?:те)?|выведи(?:те)?|дайте|show me|print|zeig(?:en)?|montrez?|"
    r"mu[ée]stre?(?:a|n)?me|mostra(?:te)?mi|"
    r"(?:ask(?:s|ed|ing)?|know|understand|find out)(?: me| us)?,? (?:when|what|who|how|why|where|"
    r"which|whether|if)|(?:help me|please) (?:help|send|find|understand|show|give|confirm)|i need|"
    r"(?:savoir|comprendre|demandent?) (?:quand|qu\w+|comment|pourquoi|o[ùu]|si)|aidez[ -]moi|"
    r"j'ai besoin|envoyez|pouvez-vous|pourriez-vous|"
    r"(?:wissen|fragen?|fragt|verstehen),? (?:wann|was|wer|wie|wo|warum|welche[rsnm]?|ob)|"
    r"ich brauche|k[öo]nn(?:en sie|t ihr)|helfen sie mir|schicken sie|"
    r"(?:sapere|capire|chied\w+) (?:quando|cosa|chi|come|dove|perch[ée]|qual\w|se)|aiutatemi|"
    r"mi serv(?:e|ono)|mandatemi|potete|"
    r"(?:saber|entender|pregunta\w*) (?:cu\w+|qu[ée]|qui\w+|c[óo]mo|d[óo]nde|por qu[ée]|si)|"
    r"ay[úu]d(?:en|a)me|necesito|env[íi]en\w*|pueden"
)
_OPENING = re.compile(rf"\W*{_LED}{_PREPOSITION}(?:{'|'.join(_OPENERS.values())})(?!\w)")
_INVERTED = re.compile(r"\w+ ли\b")
_ASKED = re.compile(rf"(?<!\w)(?:{_ASKING})(?!\w)")
# "A/RES/76/186 paragraph 13": who writes no more asks what it says.
_SYMBOL = re.compile(r"\w/[\w./]*\d")
_FEW_WORDS = 6
_MARK = re.compile(r"[?？⁇؟]")
_NUMBER = re.compile(r"\(?\d{1,2}[.)]\s+(?=\S)")
_WORD = re.compile(r"[^\W\d_]{2,}")
# Who asks more than so many questions at once is read as a whole.
MOST = 10


def questions_in(text: str, language: str) -> list[str]:
    """Return the questions that a post asks, in order, each with what leads to it; [] for none.

    What leads to a question is what is said before it; what is said after the last stays with it.
    A question that leans on the one before ("And when?") is no question of its own.
    """
    if not asks(text):
        return []
    sentences = [
        line[start:end]
        for line in text.split("\n")
        for start, end in sentence_spans(line, language)
    ]
    if not 2 <= sum(bool(_MARK.search(sentence)) for sentence in sentences) <= MOST:
        return [_joined([text])]
    return [_joined(part) for part in _parts(sentences)]


def asks(text: str) -> bool:
    """Return whether a text asks anything: by its mark, by how it opens, by what asks in it."""
    if small_talk(text) or not _WORD.search(text):
        return False
    if _MARK.search(text):
        return True
    said = normalise(text).replace("’", "'")
    if said.endswith("!"):
        return False
    if _SYMBOL.search(said) and len(said.split()) <= _FEW_WORDS:
        return True
    is_told = said.endswith((".", "…"))
    return bool(_ASKED.search(said) or (not is_told and _opens(said)))


def _opens(said: str) -> bool:
    return any(_OPENING.match(line) or _INVERTED.match(line) for line in re.split(r"[\n.!:]", said))


def _parts(sentences: Sequence[str]) -> list[list[str]]:
    """Return the sentences by the question that they belong to."""
    parts: list[list[str]] = []
    before: list[str] = []
    for sentence in sentences:
        before.append(sentence)
        if not _MARK.search(sentence):
            continue
        is_leaning = leans(sentence)
        if is_leaning and not parts:
            continue
        if is_leaning and len(before) == 1:
            parts[-1] += before
        else:
            parts.append(before)
        before = []
    if not parts:
        return [before]
    parts[-1] += before
    return parts


def _joined(sentences: Sequence[str]) -> str:
    text = " ".join(" ".join(sentences).split())
    return _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text
