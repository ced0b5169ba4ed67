"""What every drawn dealing needs: running numbers, items off the shelf, a clock."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, TypeVar

from xsync.sources.demo.names import pick
from xsync.sources.demo.trade import Item

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from xsync.sources.demo.catalogue import Product

T = TypeVar("T")

TAX_AT_HOME: Final = 20
"""The United Kingdom's standard rate of VAT; what crosses the border is zero-rated."""

COST_PERCENT: Final = 45
"""What a product costs, in percent of its wholesale price."""


class Draw:
    """The business's random numbers together with the running numbers that Cin7 gives.

    Parameters
    ----------
    rng
        All chance of the business comes from here.
    """

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._last: Counter[str] = Counter()

    def number(self, kind: str) -> int:
        """Return the next running number of a kind of document, from 1."""
        self._last[kind] += 1
        return self._last[kind]

    def between(self, least: int, most: int) -> int:
        """Draw a whole number, both ends included."""
        return least + int(self.rng.random() * (most - least + 1))

    def happens(self, chance: float) -> bool:
        """Tell whether something of that probability happens."""
        return self.rng.random() < chance

    def favourite(self, choices: Sequence[T]) -> T:
        """Draw one of the choices, the earlier ones more often, as every firm has its favourites."""
        return choices[int(self.rng.random() ** 2 * len(choices))]

    def items(
        self, products: Sequence[Product], count: int, quantities: tuple[int, ...], price_percent: int
    ) -> tuple[Item, ...]:
        """Fill a basket.

        Parameters
        ----------
        products, count, quantities
            What there is, how many lines to draw, and how many pieces a line may have.
        price_percent
            The price charged in percent of the wholesale price in pounds: retail, cost, or a price abroad.
        """
        basket = []
        for _ in range(count):
            product, quantity = self.favourite(products), pick(self.rng, quantities)
            basket.append(Item(product.code, quantity, quantity * (product.price * price_percent // 100)))
        return tuple(basket)
