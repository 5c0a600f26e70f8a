from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="state",
            field=models.CharField(
                choices=[
                    ("requested", "Waiting for approval"),
                    ("active", "Active"),
                    ("declined", "Declined"),
                    ("withdrawn", "Withdrawn"),
                    ("ended", "Ended"),
                ],
                max_length=10,
            ),
        ),
    ]
