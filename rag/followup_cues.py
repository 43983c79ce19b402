"""The words by which a question shows that it leans on what was said before, in six languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cues:
    """Regular expressions of one language over normalised words without accents.

    polite: said before a question. openers: how a continuation starts. back: what stands for
    something said before. near: possessives and the like, which look back within a question too.
    breaks: where a new clause begins. defines: how one asks what a thing is. which: question
    words that a noun follows. light: words that say nothing of the subject.
    """

    polite: str
    openers: str
    back: str
    near: str
    breaks: str
    defines: str
    which: str
    light: str


CUES = {
    "de": Cues(
        polite="danke(?: schon| sehr)?|vielen dank|gut|ok|okay|verstehe|verstanden|aha|ach so",
        openers="und|aber|oder|dann|also|auch|noch|sonst|wie (?:ist|steht) es mit|was ist mit",
        back=r"er|sie|ihn|ihm|ihnen|dies(?:e[rsmn]?)?(?! jahr)|jene[rsmn]?|dieselbe[nrs]?|dort|"
        r"dabei|damals|dazu|daran|darin|daruber|davon|dafur|dagegen|danach|dessen|deren|letztere[rsn]?|"
        r"das(?= \w+$|$)|das (?=fur|im|in|mit|zu|wird|wurde|hat|ist|genau|auch)|"
        r"(?<!gibt )(?<!geht )(?<!handelt )es(?! (?:gibt|geht|handelt|moglich|stimmt))",
        near="ihre?[rsmn]?|seine?[rsmn]?|auch",
        breaks="und|oder|aber|wenn|dass|sondern|wie|wo|warum",
        defines=r"(?:was|wer) (?:ist|sind|bedeutet|bedeuten|heißt|versteht man unter)"
        r"(?! (?:da[sr]|der|die|es)\b)|definition|begriff",
        which=r"welche[rsmn]?|wie ?viele?",
        light="mehr|weiter|genau|genauer|konkret|details?|einzelheiten|beispiele?|zweite[nrs]?|"
        "erste[nrs]?|dritte[nrs]?|letzte[nrs]?|andere[nrs]?|ubrige[nrs]?|erzahlen?|sagen?|jahr",
    ),
    "en": Cues(
        polite="thanks|thank you|ok|okay|right|i see|got it|great|good|well",
        openers="and|but|or|so|then|also|what about|how about|what else|who else|where else",
        back=r"(?<!is )it(?! takes?\b)|is it(?! \w+ (?:for|to|that)\b)|they|them|he|him|she|"
        r"this(?! (?:year|week|month))|these|those|that(?=$| mean| happen| one)|(?:was|is) that|"
        r"there$|(?:the )?(?:former|latter)|the (?:same|others?|rest|first|second|third|last)"
        r"(?: ones?)?$|one$|ones$",
        near="its|their|his|her|also|too",
        breaks="and|or|but|when|if|because|who|which|that|how|what|where|why",
        defines=r"(?:what|who) (?:is|are)(?! (?:the|its?|their|this|that|these|those|there)\b)|"
        r"defin\w+|meaning",
        which="which|what|how many",
        light="tell|more|details?|exactly|else|examples?|first|second|third|last|ones?|others?|"
        "year|explain|give|continue",
    ),
    "es": Cues(
        polite="gracias|muchas gracias|vale|bien|de acuerdo|entiendo|ok|bueno",
        openers="y|e|pero|o|entonces|tambien|ademas|que (?:hay|pasa|ocurre) con",
        back=r"el(?=$| mismo)|ellos|ellas|ella|est[eao]s?(?! (?:ano|semana|mes)\b)|es[eao]s?|"
        r"aquel(?:l[ao]s?)?|ahi|alli|entonces|"
        r"lo(?! (?:que|mas|de)\b)|l[ao]s? (?=\w+(?:ron|aban?)\b)|les?(?= \w+)|l[ao]s? mism[ao]s?|"
        r"(?:el|la|los|las) (?:primer[ao]s?|segund[ao]s?|tercer[ao]s?|ultim[ao]s?|otr[ao]s?)$|"
        r"l[ao]s demas$",
        near="sus?|tambien",
        breaks="y|e|o|u|pero|cuando|si|porque|que|como|donde",
        defines=r"(?:que|quien(?:es)?) (?:es|son|significa|se entiende por)"
        r"(?! (?:el|la|los|las)? ?\w+$)|"
        r"que es (?:la|el) (?:trata|esclavitud|trafico)|defin\w+",
        which="que|cuantos|cuantas|cuales",
        light="mas|detalles?|ejemplos?|concreto|exactamente|primer[ao]?|segund[ao]|tercer[ao]?|"
        "ultim[ao]|otr[ao]s?|demas|cuente\\w*|diga\\w*|dime|hable\\w*|puede\\w*|dar|da|ano|despues|luego|antes",
    ),
    "fr": Cues(
        polite="merci(?: beaucoup)?|d'accord|bien|tres bien|ok|je vois|compris|entendu",
        openers="et|mais|ou|donc|alors|aussi|puis|qu'en est-il|quid",
        back=r"(?<!a-t-)(?<!existe-t-)(?<!faut-)(?<!agit-)il(?! (?:y a|faut|existe|s'agit|est ))|"
        r"ils|elles?|lui|eux|"
        r"c(?:e|et|ette|es)(?! (?:que|qui|annee|mois|semaine)\b)(?!')|cela|ca|"
        r"c'(?:est(?! quoi)|etait)|"
        r"celui(?:-ci|-la)?|celles?(?:-ci|-la)?|ceux(?:-ci|-la)?|l'(?:a|ont|avait|avaient)|"
        r"la-bas|(?:le|la|les) memes?|"
        r"(?:le|la|les) (?:premiere?s?|deuxiemes?|seconde?s?|troisiemes?|derniere?s?|autres?)$|"
        r"le (?:premier|dernier)$",
        near="son|sa|ses|leurs?|aussi",
        breaks="et|ou|mais|quand|lorsque|si|que|qui|car|comment",
        defines=r"c'est quoi|qu'est-ce qu(?:e|'un|'une)|qu'entend-on par|"
        r"que (?:veut dire|signifie)|qui (?:est|sont)(?! (?:le|la|les|ce)\b)|defin\w+",
        which="quels?|quelles?|combien d(?:e|')",
        light="plus|davantage|details?|exemples?|exactement|precisement|concretement|premiere?|"
        "premier|deuxieme|seconde?|troisieme|derniere?|dernier|autres?|dites|parlez|donne[rz]|peux|pouvez|annee|ensuite",
    ),
    "it": Cues(
        polite="grazie(?: mille)?|va bene|bene|ok|capisco|capito|d'accordo|perfetto",
        openers="e|ed|ma|o|allora|quindi|anche|inoltre|poi|che (?:ne e|dire) d\\w+",
        back=r"ess[aoie]|lui|lei|loro|egli|quest[aoie](?!'?anno| (?:anno|settimana|mese))|"
        r"quell[aoie]|quel|cio|li$|la$|ci (?=va|partecipa)|ne (?=fa|parla|hanno|ha)|"
        r"l'(?:ha|hanno|aveva|avevano)|l[aoie] (?=ha\b|hanno\b|aveva|\w+(?:rono|ano)\b)|"
        r"(?:il|la|lo|gli|i|le) (?:stess[aoie]|prim[aoie]|second[aoie]|terz[aoie]|ultim[aoie]|"
        r"altr[aoie])$",
        near="su[ao]|suoi|sue|anche",
        breaks="e|ed|o|oppure|ma|quando|se|che|perche|come|dove",
        defines=r"(?:che )?cos(?:'e|a e|a sono|a significa|a si intende per)(?! (?:il|lo)\b)|"
        r"chi (?:e|sono)(?! (?:il|la|i|gli|le)\b)|defin\w+",
        which="quali|quanti|quante|che",
        light="piu|ancora|dettagli\\w*|esempi\\w*|esattamente|concretamente|precisamente|prim[ao]|"
        "second[ao]|terz[ao]|ultim[ao]|altr[aoie]|stat[aoie]|dica|parli|mi|puo|puoi|fare|anno|dopo|altro",
    ),
    "ru": Cues(
        polite="спасибо(?: большое)?|хорошо|понятно|ясно|ладно|ок|благодарю|так",
        openers="а|и|но|или|ну|тогда|значит|также|еще|что (?:насчет|еще)|как насчет|кто еще",
        back=r"он[аои]?|его|ее|их|ему|ей|им|ими|н(?:его|ее|их|ему|ей|им|ими|ем)|"
        r"(?<![—–-] )эт(?:от|а|о|и|ого|ой|их|ому|им|ими|у|ом)(?! (?:году|года|месяц))|"
        r"(?<!что )(?<!кто )так(?:ой|ая|ое|ие|их|ого|им|ими|ую)|тот же|та же|те же|то же|тех же|"
        r"там|туда|оттуда|тогда|послед(?:ний|няя|нее|ние)$|"
        r"(?:перв|втор|трет)(?:ый|ой|ая|ое|ые|ий|ья|ом|ую)$|остальн(?:ые|ых|ым)|ещ?е какие",
        near="тоже|также",
        breaks="и|или|но|а|что|чтобы|если|когда|котор\\w+|как|где",
        defines=r"что (?:такое|значит|означает|понимается под)|кто так(?:ой|ая|ие)|"
        r"определени\w+|дайте определение",
        which="какие|каких|каким|сколько|которые|какой|какая|какое|какую",
        light="расскаж\\w*|подробн\\w*|еще|больше|пример\\w*|конкретн\\w*|точн\\w*|перв\\w+|втор\\w+|"
        "трет\\w+|последн\\w+|друг(?:ие|их|ой|ая|ое)|остальн\\w+|связи|году|дальше|потом|затем|"
        "продолж\\w*|прав\\w* ли|можно",
    ),
}
