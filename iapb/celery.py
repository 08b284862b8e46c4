"""The doorbell. PostgreSQL is the queue; a message only says which job to look at."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iapb.settings")

app = Celery("iapb")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["iapb.jobs"])
