"""Procrastinate's trigger stays silent for jobs that core.jobs defers: it rings after the commit instead."""

from django.db import migrations

TRIGGER = """
DROP TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 ON procrastinate_jobs;
CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON procrastinate_jobs
  FOR EACH ROW WHEN (NEW.status = 'todo'::procrastinate_job_status{silent})
  EXECUTE FUNCTION procrastinate_notify_queue_job_inserted_v1();
"""
SILENT = " AND current_setting('varta.rings_after_commit', true) IS DISTINCT FROM 'on'"


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0003_audit_append_only"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunSQL(TRIGGER.format(silent=SILENT), TRIGGER.format(silent=""))]
