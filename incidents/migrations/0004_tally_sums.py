"""Counts of all categories together, and of years, beside the counts by category, day and month."""

import django.db.models.deletion
from django.db import migrations, models

SUMS = """
INSERT INTO incidents_tally (audience, level, x, y, span, day, category_id, area_ids, count)
SELECT audience, level, x, y, 'year', date_trunc('year', day)::date, category_id, area_ids, sum(count)
FROM incidents_tally WHERE span = 'month' GROUP BY 1, 2, 3, 4, 6, 7, 8;
INSERT INTO incidents_tally (audience, level, x, y, span, day, category_id, area_ids, count)
SELECT audience, level, x, y, span, day, NULL, area_ids, sum(count)
FROM incidents_tally GROUP BY 1, 2, 3, 4, 5, 6, 8;
SET CONSTRAINTS ALL IMMEDIATE;
"""
WITHOUT = "DELETE FROM incidents_tally WHERE category_id IS NULL OR span = 'year'"


class Migration(migrations.Migration):

    dependencies = [
        ("incidents", "0003_boxes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="tally",
            name="tally_key",
        ),
        migrations.AlterField(
            model_name="tally",
            name="category",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.category"),
        ),
        migrations.AlterField(
            model_name="tally",
            name="span",
            field=models.CharField(choices=[("day", "day"), ("month", "month"), ("year", "year")], default="day", max_length=5),
        ),
        migrations.RunSQL(SUMS, WITHOUT),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(fields=("audience", "level", "span", "category", "x", "y", "day", "area_ids"), name="tally_key", nulls_distinct=False),
        ),
    ]
