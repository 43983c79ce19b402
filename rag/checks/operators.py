"""The words that turn a statement round or change its force, in six languages.

An operator is "not", "only", or a force: what is demanded, permitted, decided, asked. Forces that
languages render by each other share what stands before the colon: `ask:urge`, `ask:invite`.
"""

import re
from functools import cache

NOT = "not"
ONLY = "only"
DEMAND = "demand"
PERMIT = "permit"
# A negation that another beside it makes redundant: никогда не, ne … jamais, no … nunca. Words that
# never negate alone (никакой, aucun), or join what is negated (ни, nor), are none.
ALSO_NOT = "also not"

# Phrases whose "not" and "only" are none.
_NEUTRAL = {
    "de": "nicht nur|nicht zuletzt",
    "en": "not only|not least",
    "es": "no s[oó]lo|no solamente|sin embargo",
    "fr": "non seulement|n(?:e |['’])\\w+(?: \\w+){0,2} qu(?:e |['’])",
    "it": "non solo|non soltanto",
    "ru": "не только|тем не менее|не раз|не просто|кроме того|во-первых|во-вторых|в-третьих",
}
_OPERATORS = {
    "de": {
        NOT: "nicht|kein(?:e[nrms]?)?|nie|niemals|ohne|niemand(?:em|en)?|nichts|außer|ausgenommen"
        "|weder|fehl(?:t|en|te|ten|end\\w*)|mangels",
        ONLY: "nur|lediglich|ausschließlich",
        DEMAND: "muss|müssen|musste[n]?|verpflichtet|verlangt|verlangen|soll|sollen"
        "|verpflichten|verlangte",
        PERMIT: "darf|dürfen|durfte[n]?|kann|können|konnte[n]?|erlaubt|gestattet|befugt",
        "forbid": "verboten|verbietet|untersagt|verbieten|untersagen",
        "ask:recommend": "empfiehlt|empfehlen|empfahl|empfohlen|sollte[n]?",
        "ask:urge": "forder(?:t|n|te|ten)|aufgefordert|appelliert",
        "ask:invite": "bittet|bat|ersucht|ersuchte|lädt|gebeten",
        "decide": "beschließt|beschloss|beschlossen|beschließen",
    },
    "en": {
        NOT: "not|no|never|none|without|neither|nobody|nothing|except|excluding|lacks?|lacking"
        "|absence|non|refuse[sd]|declined",
        ONLY: "only|solely|exclusively|merely",
        DEMAND: "shall|must|requires?|required|demands?|demanded|obliged?|obliges|obligated|ought",
        PERMIT: "may|can|could|might|permits|permitted|allow(?:s|ed)?|authorized|entitled",
        "forbid": "forbid(?:s|den)?|prohibit(?:s|ed)?|bans?|banned",
        "ask:recommend": "recommend(?:s|ed)?|should|advis(?:es|ed)|encourag(?:es|ed)",
        "ask:urge": "urge[sd]?|appeal(?:s|ed)|calls|called",
        "ask:invite": "invite[sd]?",
        "ask:request": "request(?:s|ed)|ask(?:s|ed)",
        "decide": "decide[sd]?|resolve[sd]",
    },
    "es": {
        NOT: "no|sin|excepto|salvo|falta|ausencia|carece[n]?",
        ALSO_NOT: "nunca|jamás|ningun[oa]?|ningún|nadie|nada|tampoco",
        ONLY: "s[oó]lo|solamente|únicamente|exclusivamente",
        DEMAND: "deberá[n]?|debe[n]?|exige[n]?|exigió|obliga[n]?|obligad[oa]s?|requiere[n]?",
        PERMIT: "puede[n]?|podrá[n]?|podía[n]?|permite[n]?|autoriza[n]?|autorizad[oa]s?",
        "forbid": "prohíbe[n]?|prohibe[n]?|prohibid[oa]s?|prohibirá[n]?|prohibió",
        "ask:recommend": "recomienda[n]?|recomendó|debería[n]?|alienta[n]?|alentó",
        "ask:urge": "insta[n]?|instó|exhorta[n]?|exhortó",
        "ask:invite": "invita[n]?|invitó",
        "ask:request": "solicita[n]?|solicitó|pide[n]?|pidió",
        "decide": "decide[n]?|decidió|resuelve[n]?|resolvió",
    },
    "fr": {
        NOT: "ne|n|non|sans|sauf|hormis|excepté|absence|manque",
        ALSO_NOT: "pas|jamais",
        ONLY: "seulement|uniquement|exclusivement",
        DEMAND: "doi(?:t|vent)|devra|devront|exige(?:nt)?|oblige(?:nt)?|obligée?s?"
        "|requi(?:ert|èrent)",
        PERMIT: "peu(?:t|vent)|pourra|pourront|permet(?:tent)?|autoris(?:e|ent|é|és|ée|ées)",
        "forbid": "interdi(?:t|te|ts|tes|sent)|prohib(?:e|ent|é|ée|és|ées)",
        "ask:recommend": "recommande(?:nt)?|recommandé|devrai(?:t|ent)|encourage(?:nt)?",
        "ask:urge": "exhorte(?:nt)?|engage(?:nt)?",
        "ask:invite": "invite(?:nt)?",
        "ask:request": "prie(?:nt)?|demande(?:nt)?|demandé",
        "decide": "décide(?:nt)?|décidé",
    },
    "it": {
        NOT: "non|senza|eccetto|salvo|tranne|assenza|mancanza|manca(?:no)?",
        ALSO_NOT: "mai|nessun|nessun[oa]|niente|nulla|neppure|nemmeno",
        ONLY: "solo|soltanto|esclusivamente|unicamente",
        DEMAND: "dev(?:e|ono)|dovrà|dovranno|esig(?:e|ono)|obblig(?:a|ano|ato|ata|ati)"
        "|richied(?:e|ono)",
        PERMIT: "può|possono|potrà|potranno|permett(?:e|ono)|consent(?:e|ono)|autorizz(?:a|ano|ato)"
        "|potrebbe(?:ro)?",
        "forbid": "viet(?:a|ano|ato|ata|ati|ate)|proibi(?:sce|scono|to|ta|ti|te)",
        "ask:recommend": "raccomanda(?:no)?|raccomandato|dovrebbe(?:ro)?|incoraggia(?:no)?",
        "ask:urge": "esorta(?:no)?|sollecita(?:no)?",
        "ask:invite": "invita(?:no)?|invitato",
        "ask:request": "chied(?:e|ono)|chiesto",
        "decide": "decid(?:e|ono)|deciso",
    },
    "ru": {
        NOT: "не|нет|без|кроме|исключая|отсутств\\w+|отказал\\w+|отказыва\\w+",
        ALSO_NOT: "никогда|нисколько",
        ONLY: "только|лишь|исключительно",
        DEMAND: "долж(?:ен|на|но|ны)|обязан[аоы]?|обязыва(?:ет|ют|л\\w*)|обязал\\w*"
        "|треб(?:ует|уют|уется|уются|овал\\w*)|потребовал\\w*|необходимо|надлежит|надо|обязуется"
        "|обязуются|предписыва(?:ет|ют|ется)|предписал\\w*|поруча(?:ет|ют)|поруч(?:ил\\w*|ено)",
        PERMIT: "возможност(?:ь|ью)|мо(?:жет|гут|гла|гло|гли|г|жно)|смо(?:жет|гут)|вправе"
        "|разреша(?:ет|ют|ется|ются)|разрешил\\w*|позволя(?:ет|ют|ется)|позволил\\w*|допуска(?:ет|ется|ются|ют)",
        "forbid": "нельзя|запреща(?:ет|ют|ется|ются)|запретил\\w*|запрещен[аоы]?|воспреща\\w+",
        "ask:recommend": "рекоменд(?:ует|уют|уется|ован[аоы]?|овал\\w*)|порекомендовал\\w*"
        "|совету(?:ет|ют)|посоветовал\\w*",
        "ask:should": "следует",
        "ask:urge": "призыва(?:ет|ют|л\\w*)|призвал\\w*",
        "ask:invite": "предлага(?:ет|ют|ется|л\\w*)|предложил\\w*|предложено",
        "ask:request": "прос(?:ит|ят|ил\\w*)|попросил\\w*",
        "decide": "постанов(?:ляет|ляют|ил\\w*|лено)|реша(?:ет|ют)|решил\\w*|решено",
    },
}
_CONTRACTED = re.compile(r"\b(ca|wo|\w+?)n['’]t\b|\bcannot\b")
_FULL = {"ca": "can not", "wo": "will not", None: "can not"}


def expand(text: str) -> str:
    """Return an English text with `can't` and `cannot` as two words and `no one` as one."""
    text = re.sub(r"\b[Nn]o[ -]one\b", "nobody", text)
    return _CONTRACTED.sub(lambda match: _FULL.get(match[1], f"{match[1]} not"), text)


def neutral_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Return where a normalised text holds phrases whose words are no operators (`not only`)."""
    return [match.span() for match in _neutral(language).finditer(text)]


def operator(word: str, language: str) -> str:
    """Return the operator that a normalised word is, "" for any other word."""
    match = _pattern(language).fullmatch(word)
    return list(_OPERATORS[language])[int(str(match.lastgroup)[1:])] if match else ""


def is_force(name: str) -> bool:
    """True for a force: not for "not", "only" and ""."""
    return name not in (NOT, ALSO_NOT, ONLY, "")


def agree(claimed: str, held: str, is_same_language: bool) -> bool:
    """Return whether two operators say the same; forces of one family do between languages."""
    if is_same_language:
        return claimed == held
    return claimed.split(":")[0] == held.split(":")[0]


@cache
def _neutral(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_NEUTRAL[language]})\b")


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = _OPERATORS[language].values()
    return re.compile("|".join(f"(?P<o{n}>{forms})" for n, forms in enumerate(words)))
