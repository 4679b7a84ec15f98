import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


from learners.publishing.guarding import FROZEN


def guard(apps, schema_editor):
    for one in FROZEN:
        one.install(schema_editor.connection)


def unguard(apps, schema_editor):
    for one in FROZEN:
        one.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_audit_is_append_only'),
        ('learners', '0009_monthly_returns'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DataLicence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='tên giấy phép')),
                ('address', models.URLField(verbose_name='địa chỉ của giấy phép')),
                ('decision', models.CharField(max_length=200, verbose_name='quyết định')),
                ('decided_on', models.DateField(verbose_name='ngày quyết định')),
            ],
            options={
                'verbose_name': 'giấy phép của dữ liệu mở',
                'verbose_name_plural': 'giấy phép của dữ liệu mở',
                'ordering': ['-decided_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('decision', ''), _negated=True), name='a_licence_is_decided')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='tính đến hết ngày')),
                ('number', models.PositiveSmallIntegerField(default=0, verbose_name='đính chính số')),
                ('counted_at', models.DateTimeField(verbose_name='đếm lúc')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='công bố lúc')),
                ('sha256', models.CharField(max_length=64, verbose_name='mã SHA-256')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='lý do đính chính')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'kỳ số liệu đã công bố',
                'verbose_name_plural': 'kỳ số liệu đã công bố',
                'ordering': ['-day', '-number'],
                'constraints': [models.UniqueConstraint(fields=('day', 'number'), name='a_month_once_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('number', 0), ('published_by', None), ('reason', '')), models.Q(('number__gt', 0), ('published_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='a_correction_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='PublishedCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=30)),
                ('low', models.PositiveIntegerField()),
                ('high', models.PositiveIntegerField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.area')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cells', to='learners.publication')),
            ],
            options={
                'verbose_name': 'ô số liệu đã công bố',
                'constraints': [models.UniqueConstraint(fields=('publication', 'indicator', 'area'), name='a_cell_once_a_publication'), models.CheckConstraint(condition=models.Q(models.Q(('high', 0), ('low', 0)), models.Q(('high', 14), ('low', 1)), models.Q(('high', django.db.models.expressions.CombinedExpression(models.F('low'), '+', models.Value(9))), ('low__gte', 15)), _connector='OR'), name='published_in_blocks')],
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='tên')),
                ('key_hash', models.CharField(max_length=64, unique=True)),
                ('whole_province', models.BooleanField(default=False, verbose_name='cả tỉnh')),
                ('indicators', models.JSONField(blank=True, default=list, verbose_name='chỉ số')),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate, verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='cấp lúc')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='thu hồi lúc')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='dùng gần nhất')),
                ('communes', models.ManyToManyField(blank=True, related_name='+', to='core.area', verbose_name='xã, phường')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'khóa đọc dữ liệu',
                'verbose_name_plural': 'khóa đọc dữ liệu',
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('name',), name='a_name_once_a_key'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='key_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='key_revoked_by_somebody')],
            },
        ),
        # Last: on SQLite a change of a column makes the table anew, without its guard.
        migrations.RunPython(guard, unguard),
    ]
