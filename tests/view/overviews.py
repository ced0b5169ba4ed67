"""Runs of every kind for the tests of the overview."""

from __future__ import annotations

from xsync.view.overview_page import Line

MADE = {"Ended": "25 Nov 2026 01:02 (UTC)", "Run by": "bookkeeper", "Run": "20261125T010203Z-abcdef"}

LINES = [
    Line(
        status="Failed",
        organisation="Nordwind GmbH",
        notebook="Reconciliation",
        period="All time",
        exit_code=1,
        failure="The kernel died in the cell “report = …”.",
        remarks=("The notebook as far as it ran: reports/20261125T010203Z-abcdef.failed/report.ipynb",),
    ),
    Line(
        status="Not delivered",
        organisation="Acme Ltd",
        notebook="Reconciliation",
        period="All time: every document, with a date or without",
        exit_code=6,
        answer="Nothing is missing from Xero.",
        counts={"Safe to skip": 3},
        page="Acme Ltd/reconciliation/20261125T010203Z-abcdee/report.html",
        remarks=("Not delivered to XSYNC_DELIVER_OFFICE (Slack): error=500.",),
    ),
    Line(
        status="Threshold crossed",
        organisation="Acme Ltd",
        notebook="Sync report",
        period="Last month: 1 October 2026 to 31 October 2026, by sync date",
        exit_code=4,
        answer="40 of 97 items have not reached Xero: 24 failed and 16 pending.",
        counts={"Failed": 24, "Completed": 1_057},
        crossed=("24 items failed; 0 are allowed", "GBP 25,409.22 has not reached Xero; GBP 5.00 is allowed"),
        page="Acme Ltd/sync_report/20261125T010203Z-abcdef/report.html",
    ),
    Line(
        status="Done",
        organisation="Harbour & Pine Ltd",
        notebook="Sync report",
        period="Last month",
        exit_code=0,
        answer="Everything has reached Xero.",
        counts={"Failed": 0, "Completed": 12},
        page="Harbour-Pine-Ltd-375e8c/sync_report/20261125T010203Z-abcded/report.html",
    ),
]
