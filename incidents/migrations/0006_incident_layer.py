"""Maps follow commits: changes count into the version of the layer; nothing asks for the last change by time."""

from django.db import migrations

from core import layers


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0005_layer_changes"),
        ("incidents", "0005_boxes_in_time"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="incident", name="incident_updated"),
        migrations.RunSQL(layers.follow("incidents_incident", "incidents"), layers.unfollow("incidents_incident")),
        migrations.RunSQL(layers.follow("incidents_tally", "incidents"), layers.unfollow("incidents_tally")),
        migrations.RunSQL(layers.follow("incidents_category", "incidents"), layers.unfollow("incidents_category")),
    ]
