"""The audit trail can only grow: the database itself refuses anything else."""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only: % on % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON core_auditentry
  FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON core_auditseal
  FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON core_auditentry
  FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON core_auditseal
  FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();

ALTER TABLE core_auditentry ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE core_auditentry ENABLE ALWAYS TRIGGER never_truncated;
ALTER TABLE core_auditseal ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE core_auditseal ENABLE ALWAYS TRIGGER never_truncated;
"""

NO_TRIGGERS = """
DROP TRIGGER never_truncated ON core_auditseal;
DROP TRIGGER never_truncated ON core_auditentry;
DROP TRIGGER append_only ON core_auditseal;
DROP TRIGGER append_only ON core_auditentry;
DROP FUNCTION core_refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [("core", "0002_shared_state")]

    operations = [
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
