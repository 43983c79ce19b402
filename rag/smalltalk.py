"""What is said to an assistant without being a question to the documents, in six languages.

A message counts only as a whole: "Hello, when was the Alliance founded?" is a question.
"""

import re
from typing import Literal

from rag.analysis import normalise

Kind = Literal["greeting", "thanks", "goodbye", "who", "correction", "errand"]

_GREETING = (
    r"привет(?:ик|ствую)?|здравствуй(?:те)?|добр(?:ый|ое|ой) (?:день|утро|вечер|ночи)|салют|"
    r"hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|"
    r"bonjour|bonsoir|salut|coucou|hallo|guten (?:tag|morgen|abend)|gr[üu](?:ß|ss) (?:gott|dich)|"
    r"moin|"
    r"servus|ciao|salve|buon(?:giorno|asera)|buon giorno|buona sera|hola|buenos d[íi]as|"
    r"buenas(?: tardes| noches)?"
)
_HOW = (
    r"как (?:дела|ты|вы|поживаете|жизнь)|how are you(?: doing)?|"
    r"comment (?:allez-vous|[çc]a va|vas-tu)|"
    r"[çc]a va|wie geht(?:'s| es)?(?: (?:dir|ihnen))?|come (?:stai|sta|va)|"
    r"c[óo]mo (?:est[áa]s?|va)|"
    r"qu[ée] tal"
)
_THANKS = (
    r"(?:большое |огромное )?спасибо(?: (?:большое|огромное|вам|тебе|за (?:ответ|помощь)))*|"
    r"благодарю(?: вас)?|"
    r"thanks?(?: (?:you|a lot|so much|very much|for (?:your|the) (?:help|answer)))*|"
    r"merci(?: (?:beaucoup|bien|[àa] vous|pour (?:votre|la) (?:aide|r[ée]ponse)))*|"
    r"(?:vielen |herzlichen )?dank(?:e)?(?: (?:sch[öo]n|sehr|ihnen|dir|f[üu]r (?:die|ihre) \w+))*|"
    r"grazie(?: (?:mille|tante|a lei))*|(?:muchas |mil )?gracias(?: por (?:su|la) \w+)?|"
    r"понятно|ясно|ок(?:ей)?|okay|ok|got it|great|perfect|d'accord|compris|alles klar|va bene|"
    r"de acuerdo|vale|отлично|супер|хорошо"
)
_GOODBYE = (
    r"пока|до свидания|до встречи|всего доброго|(?:good)?bye(?:[ -]bye)?|see you(?: later)?|"
    r"au revoir|[àa] bient[ôo]t|(?:auf wieder(?:sehen|schauen))|tsch[üu](?:ss|ß)|arrivederci|"
    r"addio|adi[óo]s|hasta luego|hasta pronto"
)
_WHO = (
    r"(?:а )?(?:ты|вы) (?:кто|что(?: такое)?|бот|робот|человек|программа|живой)(?: так(?:ой|ая|"
    r"ие))?|"
    r"кто (?:ты|вы)(?: так(?:ой|ая|ие))?|что ты (?:умеешь|такое|можешь)|что вы (?:умеете|можете)|"
    r"с кем я (?:говорю|разговариваю)|это (?:бот|робот|человек)|"
    r"(?:who|what) (?:are you|am i talking to)|"
    r"are you (?:a |an )?(?:bot|robot|human|person|ai|machine|"
    r"real person|real)|what can you do|what do you do|"
    r"qui (?:[êe]tes-vous|es-tu)|(?:[êe]tes-vous|es-tu) un (?:robot|humain|bot)|"
    r"que (?:pouvez-vous|sais-tu) "
    r"faire|wer (?:bist du|sind sie)|(?:bist du|sind sie) ein (?:bot|roboter|mensch)|was "
    r"(?:kannst du|k[öo]nnen sie)|chi (?:sei|[eè] lei)|sei un (?:bot|robot|umano)|"
    r"cosa (?:sai|puoi) fare|"
    r"qui[ée]n (?:eres|es usted)|(?:eres|es usted) un (?:bot|robot|humano)|"
    r"qu[ée] (?:puedes|sabes) hacer"
)
_CORRECTION = (
    r"(?:нет,? )?(?:это )?(?:неправда|неверно|неправильно|не так|ошибка|вы ошибаетесь|"
    r"ты ошибаешься|"
    r"не то)|(?:no,? )?(?:that(?:'s| is) |you(?:'re| are) )?(?:wrong|incorrect|"
    r"not (?:true|right|correct)|"
    r"mistaken)|(?:non,? )?(?:c'est|vous avez) (?:faux|tort|incorrect|inexact)|"
    r"(?:nein,? )?(?:das (?:ist|stimmt) )?(?:falsch|nicht(?: richtig)?)|(?:no,? )?(?:[eè] )?"
    r"(?:sbagliato|falso|non [eè] vero)|(?:no,? )?(?:eso |esto )?(?:es (?:falso|incorrecto)|no es "
    r"(?:cierto|verdad|correcto))"
)
# Orders for work that no document does, at the head of a message.
_ERRAND = (
    r"(?:(?:можешь|можете|пожалуйста|please|can you|could you|peux-tu|pouvez-vous|kannst du|"
    r"k[öo]nnen sie|"
    r"puoi|pu[òo]|puedes|puede|mi|me|m')\W+)*"
    r"(?:(?:напиши|сочини|придумай|нарисуй|посоветуй|спой|реши|посчитай)(?:те)? |"
    r"(?:write|compose|draw|code|program|sing|recommend|solve|calculate)(?: me)? (?:a|an|some|"
    r"the)?|"
    r"(?:[ée]cri(?:s|vez)|compose[rz]?|dessine[rz]?|recommande[rz]?)(?:-moi)? (?:une?|des|le|la)|"
    r"(?:schreib|zeichne|dichte|empfiehl|programmier)e?n? (?:mir )?(?:eine?n?|ein)|"
    r"(?:scriv[aio]|disegna|componi|consiglia)(?:mi)? (?:una?|un|il|la|qualche)|"
    r"(?:escr[íi]be?|dibuja|comp[óo]n|recomi[ée]nda)(?:me|s)? (?:una?|un|el|la|algo))"
    r"(?=.*(?:стих|песн|рассказ|сказк|код|программ|скрипт|картин|фильм|книг|шутк|"
    r"рецепт|"
    r"poem|song|story|code|program|script|picture|film|movie|book|joke|recipe|essay|"
    r"po[èe]me|chanson|histoire|livre|blague|recette|gedicht|lied|geschichte|bild|buch|witz|rezept|"
    r"poesia|canzone|storia|codice|libro|barzelletta|ricetta|"
    r"poema|canci[óo]n|cuento|c[óo]digo|pel[íi]cula|chiste|receta))"
)
# Atomic groups: a message may repeat "спасибо большое" as often as it likes.
_WHOLE: dict[Kind, re.Pattern[str]] = {
    "greeting": re.compile(
        rf"(?>{_GREETING})(?:\W++(?>{_GREETING}|{_HOW}|все[мх]?|all|[àa] tous))*+|{_HOW}"
    ),
    "thanks": re.compile(rf"(?>{_THANKS})(?:\W++(?>{_THANKS}|{_GOODBYE}))*+"),
    "goodbye": re.compile(rf"(?>{_GOODBYE})(?:\W++(?>{_GOODBYE}))*+"),
    "who": re.compile(rf"(?:(?>{_GREETING})\W+)?(?:{_WHO})"),
    "correction": re.compile(_CORRECTION),
}
_HEAD: dict[Kind, re.Pattern[str]] = {"errand": re.compile(_ERRAND)}


def small_talk(text: str) -> Kind | None:
    """Return what kind of talk a message is, None for a question to the documents."""
    said = normalise(text).replace("’", "'").strip(" \t\n.!?¡¿,;:…()-—🙂😊👍🙏")
    whole = (kind for kind, pattern in _WHOLE.items() if pattern.fullmatch(said))
    head = (kind for kind, pattern in _HEAD.items() if pattern.match(said))
    return next(whole, None) or next(head, None)
