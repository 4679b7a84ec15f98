import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery


def keep_names(apps, schema_editor):
    """Until now only kinds changed: each title bears the name that its area has."""
    area = apps.get_model('core', 'Area').objects.filter(pk=OuterRef('area'))
    apps.get_model('core', 'AreaTitle').objects.update(name=Subquery(area.values('name')[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_files_of_tables'),
    ]

    operations = [
        migrations.RenameModel(old_name='AreaKind', new_name='AreaTitle'),
        migrations.RemoveConstraint(model_name='areatitle', name='one_kind_a_day'),
        migrations.AlterField(
            model_name='areatitle',
            name='area',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='titles', to='core.area'),
        ),
        migrations.AddField(
            model_name='areatitle',
            name='name',
            field=models.CharField(default='', max_length=60, verbose_name='tên'),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='areatitle',
            constraint=models.UniqueConstraint(fields=('area', 'valid_from'), name='one_title_a_day'),
        ),
        migrations.RunPython(keep_names, migrations.RunPython.noop, elidable=True),
        migrations.AddField(
            model_name='area',
            name='ended_on',
            field=models.DateField(blank=True, null=True, verbose_name='ngày cuối cùng'),
        ),
        migrations.AddField(
            model_name='area',
            name='successor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='core.area', verbose_name='đã nhập vào'),
        ),
        migrations.AddField(
            model_name='area',
            name='end_source',
            field=models.CharField(blank=True, max_length=200, verbose_name='căn cứ sáp nhập'),
        ),
        migrations.AddConstraint(
            model_name='area',
            constraint=models.CheckConstraint(condition=Q(ended_on__isnull=True, successor__isnull=True, end_source='') | (Q(ended_on__isnull=False, successor__isnull=False, level='commune') & ~Q(end_source='') & ~Q(successor=F('code'))), name='area_ends_into_another'),
        ),
    ]
