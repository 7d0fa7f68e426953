"""How the channels of a first page follow one another."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rosters", "0005_word_taken_back")]

    operations = [
        migrations.AddField(
            model_name="crewrule",
            name="paging",
            field=models.CharField(
                choices=[("together", "Together"), ("in_turn", "In Turn")],
                default="together",
                max_length=12,
            ),
        ),
    ]
