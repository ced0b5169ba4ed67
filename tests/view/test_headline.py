from __future__ import annotations

import pytest

from tests.view.reading import read
from xsync.errors import UsageError
from xsync.view.headline import headline


def test_the_answer_comes_first_then_each_figure_with_its_label():
    html = read(headline("12 of 30 <items>", [("Failed", 12345, "failed"), ("Worth", "GBP 1.00", "plain")]))
    assert html.one("p").text == "12 of 30 <items>"
    assert [label.text for label in html.all("dt")] == ["Failed", "Worth"]
    assert [figure.text for figure in html.all("dd")] == ["12,345", "GBP 1.00"]


def test_unknown_tones_are_all_refused_with_the_nearest():
    with pytest.raises(UsageError) as refused:
        headline("x", [("A", 1, "faild"), ("B", 2, "plain"), ("C", 3, "red")])
    assert len(refused.value.mistakes) == 2
    assert "did you mean 'failed'" in refused.value.mistakes[0]
