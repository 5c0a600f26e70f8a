"""The assessment document allows twelve decimals; so must the columns."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_initial")]

    operations = [
        migrations.AlterField(
            model_name="outcomereport",
            name="value",
            field=models.DecimalField(decimal_places=12, max_digits=28),
        ),
        migrations.AlterField(
            model_name="outcomereport",
            name="baseline_value",
            field=models.DecimalField(blank=True, decimal_places=12, max_digits=28, null=True),
        ),
        migrations.AlterField(
            model_name="outcomereport",
            name="target_value",
            field=models.DecimalField(blank=True, decimal_places=12, max_digits=28, null=True),
        ),
    ]
