"""The client makes the id of a call-out, so the newest is told by when it was made."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0002_callouts'),
        ('incidents', '0005_boxes_in_time'),
        ('rosters', '0002_papers_revoked'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='callout',
            name='callout_brigade_newest',
        ),
        migrations.AddIndex(
            model_name='callout',
            index=models.Index(fields=['brigade', '-created_at'], name='callout_brigade_newest'),
        ),
    ]
