"""Words from which the company's trading partners and goods get believable names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

T = TypeVar("T")

SHOP_FIRST: Final = (
    "Amber",
    "Ashdown",
    "Beacon",
    "Bellweather",
    "Birch",
    "Blackthorn",
    "Bramble",
    "Calder",
    "Cobalt",
    "Copper",
    "Cotswold",
    "Driftwood",
    "Ember",
    "Fennel",
    "Foxglove",
    "Garnet",
    "Hawthorn",
    "Heron",
    "Indigo",
    "Juniper",
    "Kestrel",
    "Lantern",
    "Larkspur",
    "Linden",
    "Mallow",
    "Meadow",
    "Nettle",
    "Oakham",
    "Orchard",
    "Pebble",
    "Quayside",
    "Rowan",
    "Saffron",
    "Sorrel",
    "Tamarisk",
    "Thistle",
    "Umber",
    "Wherry",
    "Willow",
    "Yarrow",
)
SHOP_SECOND: Final = (
    "& Daughters",
    "& Finch",
    "& Lane",
    "& Rye",
    "Barn",
    "Cabinet",
    "Cottage",
    "Cupboard",
    "Emporium",
    "Farm Shop",
    "Gallery",
    "Gifts",
    "Hearth",
    "Home",
    "House",
    "Interiors",
    "Kitchen, Bath & Bed",
    "Larder",
    "Lifestyle",
    "Living",
    "Loft",
    "Mercantile",
    "Pantry",
    "Parlour",
    "Rooms",
    "Stores",
    "Studio",
    "Table",
    "Trading",
    "Yard",
)
SHOP_LAST: Final = ("", "", "", " Ltd", " Ltd", " LLP", " (Bath)", " (Leeds)", " (St Ives)", " (York)")
SHOPS_ABROAD: Final = {
    "EUR": (
        "Maison Céleste",
        "Galeries d'Été",
        "Müller & Söhne Wohnen",
        "Casa Peñíscola",
        "Café-Comptoir Brest",
        "De Blauwe Deur B.V.",
        "Huis & Hof Gent",
        "Ó Briain Homeware",
        "Żółta Chata",
        "Atelier Nøst",
    ),
    "USD": (
        'The "Blue Door" Inc.',
        "Savannah Porch, LLC",
        "Maple Street Mercantile",
        "Portland Dry Goods Co.",
        "Hudson O'Neill & Co.",
        "Prairie & Main",
    ),
}
MAKER_PLACES: Final = (
    "Cheviot",
    "Dunmore",
    "Fenland",
    "Forth",
    "Harris",
    "Lakeland",
    "Medway",
    "Mersey",
    "Norfolk",
    "Pennine",
    "Redruth",
    "Severn",
    "Sheffield",
    "Stoke",
    "Tees Valley",
)
MAKER_CRAFTS: Final = (
    "Basketry",
    "Beeswax Ltd",
    "Candle Works",
    "Cutlers",
    "Freight Ltd",
    "Glass",
    "Ironmongery",
    "Kilnworks",
    "Loom Cooperative",
    "Packaging Ltd",
    "Print & Label",
    "Slate Co",
    "Timber",
    "Tinware",
    "Wool Mill",
)
MAKERS_ABROAD: Final = {
    "EUR": (
        "Cerâmica Óbidos Lda",
        "Håndværk København A/S",
        "Linge d'Alsace SARL",
        "Vetreria Muranese S.r.l.",
        "Weberei Plauen GmbH",
        "Cortiça do Alentejo S.A.",
        "Kynttilä Oy",
        "Esparto Níjar S.L.",
        "Manufacture d'Étain Huy SA",
        "Lina Šiauliai UAB",
    ),
    "USD": (
        "Jaipur Block Print Exports",
        "Guangdong Bright Rattan Co., Ltd",
        "Hoi An Lacquer JSC",
        "Oaxaca Barro Negro",
        "Karur Home Textiles Pvt. Ltd",
        "Cebu Capiz Crafts",
    ),
}
GIVEN_NAMES: Final = (
    "Aisha",
    "Alun",
    "Beth",
    "Callum",
    "Chloë",
    "Daniel",
    "Efua",
    "Emily",
    "Fergus",
    "Grace",
    "Hamza",
    "Isla",
    "Jack",
    "Kofi",
    "Leah",
    "Mairi",
    "Nikhil",
    "Olivia",
    "Priya",
    "Rhys",
    "Seán",
    "Tomasz",
    "Una",
    "Victoria",
    "William",
)
FAMILY_NAMES: Final = (
    "Adeyemi",
    "Barker",
    "Carter",
    "Davies",
    "Evans",
    "Fraser",
    "Green",
    "Hughes",
    "Iqbal",
    "Jones",
    "Kowalska",
    "Lewis",
    "MacLeod",
    "Nowak",
    "O'Connor",
    "Patel",
    "Quinn",
    "Reid",
    "Shah",
    "Taylor",
    "Usher",
    "Walker",
    "Young",
)
CLERKS: Final = ("Priya Nair", "Tom Ashworth", "Katarzyna Nowak")
"""Who keeps the books at Harbour & Pine, and so who skips records."""

GOODS: Final = (
    ("BLA", "Wool blanket"),
    ("BOW", "Serving bowl"),
    ("BSK", "Willow basket"),
    ("CAN", "Soy candle"),
    ("CRK", "Stoneware crock"),
    ("CUS", "Linen cushion"),
    ("DOR", "Coir doormat"),
    ("JUG", "Enamel jug"),
    ("LMP", "Table lamp"),
    ("MUG", "Stoneware mug"),
    ("PLT", "Dinner plate"),
    ("RUG", "Cotton runner"),
    ("TEA", "Tea towel, pair"),
    ("TRY", "Oak tray"),
    ("VAS", "Glass vase"),
    ("WRH", "Dried wreath"),
)
COLOURS: Final = (
    ("CHA", "charcoal"),
    ("CRM", "cream"),
    ("FOR", "forest"),
    ("IND", "indigo"),
    ("MUS", "mustard"),
    ("NAT", "natural"),
    ("OAT", "oat"),
    ("RUS", "rust"),
    ("SGE", "sage"),
    ("SLT", "slate"),
)
SIZES: Final = ("small", "medium", "large", "extra large")


def pick(rng: Random, choices: Sequence[T]) -> T:
    """Draw one of the choices, each as likely as the next (faster than ``Random.choice``)."""
    return choices[int(rng.random() * len(choices))]


def shop_name(rng: Random) -> str:
    """Name a British shop that buys wholesale."""
    return f"{pick(rng, SHOP_FIRST)} {pick(rng, SHOP_SECOND)}{pick(rng, SHOP_LAST)}"


def person_name(rng: Random) -> str:
    """Name somebody who buys in the web shop."""
    return f"{pick(rng, GIVEN_NAMES)} {pick(rng, FAMILY_NAMES)}"


def maker_name(rng: Random) -> str:
    """Name a British supplier."""
    return f"{pick(rng, MAKER_PLACES)} {pick(rng, MAKER_CRAFTS)}"
