"""Units: what newspapers call them, and what they are converted to.

Canonical units: "m", "m²", "m³", "kg", "s", "m/s", "°C", "W", "J", "%", "pp" (percentage points), "magnitude"
(of earthquakes) and ISO 4217 codes. Names that mean several units are left out, because a guess would be worse
than nothing: "tons" (short, long or metric), "gallons", "degrees", "rupees", "pesos", "Rs".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from checker.values.words import Word, listed, starts_with, text_at

if TYPE_CHECKING:
    from pint import UnitRegistry

_LENGTH = {
    "kilometer": "kilometers kilometer kilometres kilometre km kms",
    "meter": "meters meter metres metre",
    "centimeter": "centimeters centimeter centimetres centimetre cm",
    "millimeter": "millimeters millimeter millimetres millimetre mm",
    "mile": "miles mile",
    "nautical_mile": "nautical-miles nautical-mile",
    "yard": "yards yard",
    "foot": "feet foot ft",
    "inch": "inches inch",
}
_AREA = {
    "hectare": "hectares hectare ha",
    "acre": "acres acre",
    "meter**2": "square-meters square-meter square-metres square-metre sq-m m-²",
    "kilometer**2": "square-kilometers square-kilometer square-kilometres square-kilometre sq-km km-²",
    "mile**2": "square-miles square-mile sq-miles",
    "foot**2": "square-feet square-foot sq-ft",
}
_MASS = {
    "tonne": "tonnes tonne metric-tons metric-ton",
    "short_ton": "short-tons short-ton",
    "kilogram": "kilograms kilogram kilos kilo kg",
    "gram": "grams gram",
    "ounce": "ounces ounce",
    "pound": "lbs lb",
}
_TIME = {
    "year": "years year",
    "month": "months month",
    "week": "weeks week",
    "day": "days day",
    "hour": "hours hour hrs hr",
    "minute": "minutes minute mins min",
    "second": "seconds second secs sec",
}
_SPEED = {
    "kilometer/hour": "kph kmh km-/-h kilometers-per-hour kilometres-per-hour kilometers-an-hour kilometres-an-hour",
    "mile/hour": "mph miles-per-hour miles-an-hour",
    "meter/second": "m-/-s meters-per-second metres-per-second",
    "knot": "knots knot",
}
_OTHER = {
    ("m³", "liter"): "liters liter litres litre",
    ("m³", "meter**3"): "cubic-meters cubic-meter cubic-metres cubic-metre",
    ("m³", "oil_barrel"): "barrels barrel",
    ("W", "kilowatt"): "kilowatts kilowatt kw",
    ("W", "megawatt"): "megawatts megawatt mw",
    ("W", "gigawatt"): "gigawatts gigawatt gw",
    ("J", "kilowatt_hour"): "kilowatt-hours kilowatt-hour kwh",
    ("J", "megawatt_hour"): "megawatt-hours megawatt-hour mwh",
    ("°C", "degree_Celsius"): "degrees-celsius degrees-centigrade degree-celsius celsius °-c",
    ("°C", "degree_Fahrenheit"): "degrees-fahrenheit degree-fahrenheit fahrenheit °-f",
    ("magnitude", ""): "magnitude on-the-richter-scale on-the-richter",
    ("pp", ""): "percentage-points percentage-point points-of-a-per-cent",
    ("%", ""): "% percent per-cent pct",
}
_MONEY = {
    "USD": "dollars dollar us-dollars us-dollar u-.-s-.-dollars usd",
    "EUR": "euros euro eur",
    "GBP": "pounds-sterling gbp",
    "JPY": "yen jpy",
    "CNY": "yuan renminbi cny rmb",
    "INR": "indian-rupees inr",
    "PKR": "pakistani-rupees pkr",
    "RUB": "roubles rubles rouble ruble",
    "UAH": "hryvnias hryvnia hryvnya uah",
    "CHF": "swiss-francs swiss-franc chf",
    "AUD": "australian-dollars aud",
    "CAD": "canadian-dollars cad",
    "HKD": "hong-kong-dollars hkd",
    "KRW": "south-korean-won krw",
    "ILS": "shekels shekel ils",
    "TRY": "turkish-lira turkish-liras",
    "ZAR": "rand zar",
    "BRL": "brazilian-reais reais brl",
    "SEK": "swedish-kronor sek",
    "NOK": "norwegian-kroner nok",
    "DKK": "danish-kroner dkk",
}
_BEFORE: dict[tuple[str, ...], str] = {
    ("us", "$"): "USD",
    ("a", "$"): "AUD",
    ("au", "$"): "AUD",
    ("c", "$"): "CAD",
    ("ca", "$"): "CAD",
    ("hk", "$"): "HKD",
    ("nz", "$"): "NZD",
    ("s", "$"): "SGD",
    ("$",): "USD",
    ("€",): "EUR",
    ("£",): "GBP",
    ("¥",): "JPY",
    ("₹",): "INR",
    **{(code.lower(),): code for code in ("USD", "EUR", "GBP", "JPY", "CNY", "INR", "UAH", "CHF")},
}
_CURRENCIES = frozenset(_MONEY) | frozenset(_BEFORE.values())
AMBIGUOUS = listed(
    "ton tons pound pounds gallon gallons degree degrees ° rupee rupees rs peso pesos franc francs riyal riyals dinar "
    "dinars lira won cent cents pence krona kronor krone kroner times"
)
"""Names of several units: an amount in one of them is not read, unless the words around it say which."""


@dataclass(frozen=True)
class Unit:
    """A unit that was read, with the index of the word after it."""

    canonical: str
    name: str
    """pint's name of the printed unit; empty where nothing is converted."""
    after: int

    @property
    def money(self) -> bool:
        """Whether it is a currency."""
        return self.canonical in _CURRENCIES

    def convert(self, value: float) -> float:
        """A value of the printed unit in the canonical one."""
        if not self.name:
            return value
        converted = _registry().Quantity(value, self.name).to(_PINT_NAMES[self.canonical])
        return float(converted.magnitude)


_PINT_NAMES = {
    "m": "meter",
    "m²": "meter**2",
    "m³": "meter**3",
    "kg": "kilogram",
    "s": "second",
    "m/s": "meter/second",
    "W": "watt",
    "J": "joule",
    "°C": "degree_Celsius",
}


@cache
def _registry() -> UnitRegistry[float]:
    from pint import UnitRegistry

    return UnitRegistry()


@cache
def _names() -> dict[tuple[str, ...], tuple[str, str]]:
    """Printed words -> canonical unit and pint's name."""
    families = {"m": _LENGTH, "m²": _AREA, "kg": _MASS, "s": _TIME, "m/s": _SPEED}
    printed = {(canonical, name): forms for canonical, family in families.items() for name, forms in family.items()}
    printed |= _OTHER | {(code, ""): forms for code, forms in _MONEY.items()}
    return {tuple(form.split("-")): unit for unit, forms in printed.items() for form in forms.split()}


def read_unit(words: tuple[Word, ...], at: int) -> Unit | None:
    """Read the unit that starts at an index, the longest that fits, or None. A hyphen before it is skipped."""
    start = at + (text_at(words, at) == "-")
    for length in range(5, 0, -1):
        form = tuple(word.text for word in words[start : start + length])
        if len(form) == length and form in _names():
            return Unit(*_names()[form], start + length)
    return None


def read_currency_sign(words: tuple[Word, ...], at: int) -> Unit | None:
    """Read a currency that is printed before its amount: "$", "US$", "EUR"."""
    for sign, code in _BEFORE.items():
        attached = len(sign) == 1 or (at + 1 < len(words) and words[at].end == words[at + 1].start)
        if starts_with(words, at, sign) and attached:
            return Unit(code, "", at + len(sign))
    return None
