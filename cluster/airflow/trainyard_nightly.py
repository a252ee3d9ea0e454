"""A night of a model, for Airflow 2.4 or newer: put this file into the folder of DAGs, and make program and config yours.

The logical date names the night, so a retry, a cleared task and a backfill of a night that is finished change nothing. 75, which is a stop with everything
saved or another night still at work, is retried; every other code fails at once, for somebody to look at: 1 is a model that the gates refused."""

import datetime
import subprocess

from airflow.decorators import dag, task
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException

PROGRAM = "/usr/local/bin/trainyard"
CONFIG = "/srv/trainyard/nightly.yaml"
FINISHED_BEFORE, GO_ON_LATER = 99, 75


@dag(schedule="15 2 * * *", start_date=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc), catchup=False, max_active_runs=1, tags=["trainyard"])
def trainyard_nightly():
    @task(retries=20, retry_delay=datetime.timedelta(minutes=15))
    def night(ds=None):
        done = subprocess.run([PROGRAM, "nightly", CONFIG, "--date", ds, "--skip-code", str(FINISHED_BEFORE), "--json", "-q"], stdout=subprocess.PIPE, text=True)
        if done.returncode == FINISHED_BEFORE:
            raise AirflowSkipException(f"the night of {ds} was finished before")
        if done.returncode == GO_ON_LATER:
            raise AirflowException(f"the night of {ds} is not finished; the next try goes on")
        if done.returncode != 0:
            raise AirflowFailException(f"the night of {ds} ended with {done.returncode}: {done.stdout}")
        return done.stdout

    night()


trainyard_nightly()
