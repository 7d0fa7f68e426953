"""Maps follow commits: changes count into the version of the layer; nothing asks for the last change by time."""

from django.db import migrations

from core import layers


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0005_layer_changes"),
        ("watch", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="group", name="group_updated"),
        migrations.RemoveIndex(model_name="zone", name="zone_updated"),
        migrations.RunSQL(layers.follow("watch_zone", "zones"), layers.unfollow("watch_zone")),
        migrations.RunSQL(layers.follow("watch_group", "zones"), layers.unfollow("watch_group")),
    ]
