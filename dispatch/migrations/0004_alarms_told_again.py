"""An alarm of a call-out is told again until somebody acts."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0003_callouts_newest'),
    ]

    operations = [
        migrations.AddField(
            model_name='callout',
            name='alarm_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='callout',
            index=models.Index(fields=['alarm_at'], name='callout_alarm_due', condition=Q(state='running')),
        ),
    ]
