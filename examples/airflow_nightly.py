"""Airflow 3: the notebook by papermill for whoever wants to look into it, and the pages with exit codes.

Needs the providers apache-airflow-providers-papermill and -standard, and for the notebook xsync in the same
environment. Put the checkout's folder in place of /srv/xsync.
"""

from datetime import datetime

from airflow.providers.papermill.operators.papermill import PapermillOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

FOLDER = "/srv/xsync"

with DAG("xsync_nightly", schedule="30 2 * * *", start_date=datetime(2026, 1, 1), catchup=False):
    notebook = PapermillOperator(
        task_id="notebook",
        input_nb=f"{FOLDER}/notebooks/sync_report.ipynb",
        output_nb=f"{FOLDER}/reports/airflow/sync_report-{{{{ ds }}}}.ipynb",
        parameters={
            "organisation": "Harbour & Pine Ltd",
            "store": f"{FOLDER}/store",
            "period": "last_30_days",
            "as_of": "{{ data_interval_end }}",
            "thresholds": {"failed": 0},
        },
    )
    # A crossed threshold (exit code 4) fails the task: Airflow's own alerts tell of it.
    pages = BashOperator(
        task_id="pages",
        bash_command=".venv/bin/xsync report params/nightly.yaml",
        cwd=FOLDER,
        append_env=True,
        env={"XSYNC_STORE": f"{FOLDER}/store"},
    )
