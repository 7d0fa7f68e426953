"""Maps follow commits: changes count into the version of the layer; nothing asks for the last change by time."""

from django.db import migrations

from core import layers


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0005_layer_changes"),
        ("geo", "0002_area_updated"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="area", name="area_updated"),
        migrations.RunSQL(layers.follow("geo_area", "areas"), layers.unfollow("geo_area")),
    ]
