"""What is commonly known of personal names: particles, suffixes, short forms, crowded families.

Lists of our own making, of general knowledge. A word missing here costs a question, not an error.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _words(
    "van von der den de del della dello degli di da dos das do du des la le lo las los el al "
    "ul ibn bin bint ben y e zu zum zur ten ter te af av vom am t d l"
)

SUFFIXES = {
    "jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "2nd": "ii",
    "iii": "iii", "3rd": "iii", "iv": "iv", "4th": "iv", "filho": "jr", "neto": "iii",
}  # fmt: skip

# One line for each group of given names that stand for one another.
_SHORT_FORMS = """
alexander alex sasha sandy alec alejandro; alexandra alex sasha sandra; alexandre alex
andrew andy drew; anthony tony antony antonio; abigail abby; albert al bert; alfred al fred
amanda mandy; aravind arvind; barbara barb; benjamin ben benny; bernard bernie; bradley brad
caroline carrie carolyn; catherine cathy kate katie cath; charles charlie chuck; christine chris
christian chris; christina chris tina; christopher chris kit; cynthia cindy; daniel dan danny
danielle dani; david dave; deborah deb debbie; dimitris dimitrios dimitri; dmitry dmitri dmitriy
donald don; douglas doug; edward ed eddie ted ned; edwin ed; elizabeth liz beth betsy lisa eliza
emmanuel manu manny; eugene gene; francis frank fran; francisco paco fran; franklin frank
frederick fred; frederic fred; gabriel gabe; geoffrey geoff; gerald gerry jerry; giuseppe beppe
gregory greg; harold harry hal; henry harry hank; hubert bert; isabel isabelle bella; jacob jake
jackson jack; james jim jimmy jamie; janet jan; jeffrey jeff; jennifer jen jenny; jeremy jerry
jessica jess jessie; john jack johnny jon; jonathan jon jonny nathan; joseph joe joey; jose pepe
joshua josh; juan juanito; judith judy; karen kari; katharine kathy kate; katherine kathy kate
kathleen kathy kate katie; kathryn kathy kate katie; kenneth ken kenny; konstantin kostya
konstantinos kostas; lawrence larry; leonard leo len; leslie les; louis lou; louise lou
lucas luke; manuel manolo; margaret maggie meg peggy; maria mary; martin marty; matthew matt matty
matthias matt; maximilian max; michael mike mick micha; mikhail misha; mitchell mitch
mohammad mohammed muhammad mohamed mohamad md mohd; muhammed muhammad mehmet; nathaniel nate nathan
nathan nate; nicholas nick nico; nicolas nico nick; nikolaos nikos; nikolai kolya; oliver ollie
pamela pam; patricia pat patty trish; patrick pat paddy; peter pete; philip phil; phillip phil
raymond ray; rebecca becky; richard rich rick dick ricky; robert rob bob bobby bert robbie
roberto beto; roderick rod; ronald ron ronnie; samantha sam; samuel sam sammy; sergey sergei serge
stanley stan; stephanie steph; stephen steve stephan; steven steve; stuart stu; susan sue suzy
susanne sanne susan; suzanne sue; tatiana tanya; theodore ted theo; theresa terry teresa
thomas tom tommy; timothy tim; valentina valya; vasileios vasilis; victoria vicky; victor vic
vincent vince; virginia ginny; vladimir vova volodya; walter walt; wilhelm willi; william bill will
william willy billy liam; yannis ioannis giannis; yevgeny evgeny eugene; yulia julia; yuri jurij
zachary zach zack
"""


def _short_forms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _SHORT_FORMS.strip().replace("\n", ";").split(";"):
        formal, *others = line.split()
        for other in others:
            found.setdefault(other, set()).add(formal)
            found.setdefault(formal, set()).add(other)
    return {name: frozenset(others) for name, others in found.items()}


SHORT_FORMS = _short_forms()
"""The given names each given name may stand for, the other way round too."""

# Family names so frequent that the same full name is no proof of the same person.
CHINESE = _words(
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo zheng "
    "liang xie song tang deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du "
    "ye cheng wei su lu lv lyu ding ren yao shen zhong cui tan fan jin shi liao jia xia fu "
    "fang zou xiong bai meng qin qiu hou yan xue lei long tao shao mao chang wan gu lai wen "
    "hong dai qian gong qiao yin hao kong tong mo ni yi geng zhuang ji kang hua niu an shu mei "
    "nie bao ruan mu bi dou qi ouyang sima shangguan zhuge chan cheung chow chu fung ho hsieh "
    "hsu hung kuo kwok lam lau leung liew lo ng tsai tse tseng wong yeung yip chiang chiu chou "
    "lim tay teo goh koh ong"
)
KOREAN = _words(
    "kim lee park choi jung jeong kang cho jo yoon yun jang chang lim im han oh seo shin kwon "
    "hwang ahn song ryu yoo hong moon yang bae baek heo nam noh ha"
)
VIETNAMESE = _words("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly")
CROWDED_ELSEWHERE = _words(
    "smith johnson williams brown jones miller davis wilson taylor anderson thomas martin "
    "moore white thompson clark lewis robinson walker young allen king wright scott hill green "
    "adams baker nelson mitchell roberts campbell evans edwards collins murphy kumar singh "
    "sharma gupta patel khan ahmed ali das jain shah rao reddy verma mishra agarwal agrawal "
    "chaudhary hassan hussain mohammed mohamed ibrahim garcia rodriguez martinez hernandez "
    "lopez gonzalez perez sanchez fernandez gomez silva santos oliveira souza pereira ferreira "
    "costa muller schmidt schneider fischer weber meyer wagner becker tanaka suzuki sato "
    "takahashi watanabe ito yamamoto nakamura kobayashi kato yoshida rossi ferrari russo "
    "bianchi ivanov"
)

# The syllables of Hanyu Pinyin without tones (ISO 7098), ü written u and v.
_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou yi ya yao ye you yan yin yang ying yo yong wu wa wo "
    "wai wei wan wen wang weng yu yue yuan yun",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve ue yu",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
}
PINYIN = frozenset(start + end for start, ends in _FINALS.items() for end in ends.split())

CHINESE_COMPOUND = _words("欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 東方 皇甫 尉迟 慕容 令狐")

# Letters of other scripts that look like Latin ones.
LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυ",
    "ABESIJKMHOPCTYXaesijopcyxdhqwABEZHIKMNOPTYXaivopu",
)
