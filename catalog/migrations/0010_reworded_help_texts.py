# Only texts of the admin. The database is not changed.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0009_import_dialect_without_choices'),
    ]

    operations = [
        migrations.AlterField(
            model_name='encoderversion',
            name='dimension',
            field=models.PositiveSmallIntegerField(help_text='Of one half; a joint vector is twice as long.'),
        ),
        migrations.AlterField(
            model_name='merchant',
            name='active',
            field=models.BooleanField(default=True, help_text='If not, shoppers do not find its products.'),
        ),
        migrations.AlterField(
            model_name='merchant',
            name='currency',
            field=models.CharField(default='EUR', help_text='For feed prices without a currency.', max_length=3),
        ),
        migrations.AlterField(
            model_name='merchant',
            name='shop_url',
            field=models.URLField(blank=True, help_text='For Shopify exports, which contain no product addresses: from https://shop.example they become https://shop.example/products/its-handle.', verbose_name='address of the shop'),
        ),
        migrations.AlterField(
            model_name='photo',
            name='source_sha256',
            field=models.CharField(blank=True, help_text='Of the file in the feed, to recognise it in the next import.', max_length=64),
        ),
        migrations.AlterField(
            model_name='rowoutcome',
            name='row',
            field=models.PositiveIntegerField(help_text='As in a spreadsheet, where the header is row 1. In a file without a header, the number of the item. 0 is the file as a whole.'),
        ),
    ]
