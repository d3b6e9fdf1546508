"""The tutorial's steps with the real SDK, each announced to the recording proxy, so that what is sent can be told by step.

Usage: dtlpy_steps.py URL TOKEN PICTURE FOLDER. The same steps in TypeScript: tutorial-steps.ts.
"""
import os, sys, urllib.request
os.environ['no_proxy'] = '127.0.0.1,localhost'
URL, TOKEN, PICTURE, FOLDER = sys.argv[1:5]
ROOT = URL.replace('/api/v1', '')
import datetime
import dtlpy as dl

def step(name):
    urllib.request.urlopen(urllib.request.Request(ROOT + '/step/' + name, method='POST')).read()

dl.client_api.add_environment(environment=URL, alias='loopbook', verify_ssl=False, gate_url=ROOT, url=ROOT + '/', audience='', client_id='', auth0_url='')
dl.setenv('loopbook')
dl.login_token(TOKEN)
NOW = '2026-11-23T23:19:06.811Z'
ASSIGNEES = ['annotator1@dataloop.ai', 'annotator2@dataloop.ai']
DUE = datetime.datetime(2029, 3, 11, tzinfo=datetime.timezone.utc).timestamp()

step('open')
project = dl.projects.get(project_name='Tutorial')
dataset = project.datasets.get(dataset_name='Animals')

step('list')
items = dataset.items.get_all_items()

step('get')
item = dataset.items.get(item_id=[i.id for i in items if i.filename == '/test1.jpg'][0])
item = dataset.items.get(filepath='/test1.jpg')

step('update')
item.metadata['user'] = dict()
item.metadata['user']['dateTime'] = NOW
item = item.update()

def adults():
    filters = dl.Filters()
    filters.add_join(field='label', values='Adult')
    return filters

step('bulk-as-printed')
dataset.items.update(filters=adults(), update_values={'user': {'dateTime': NOW}})

step('bulk')
dataset.items.update(filters=adults(), update_values={'dateTime': NOW})

step('filter-and-sort')
filters = dl.Filters()
filters.add(field='metadata.user.dateTime', values=NOW, operator='gte')
filters.sort_by(field='metadata.user.dateTime', value=dl.FiltersOrderByDirection.DESCENDING)
list(dataset.items.list(filters=filters).all())

step('task')
task = dataset.tasks.create(task_name='test_task1', due_date=DUE, assignee_ids=ASSIGNEES, filters=adults())

step('qa-task')
dataset.tasks.create_qa_task(task=task, due_date=DUE, assignee_ids=ASSIGNEES, filters=adults())

step('whole-dataset')
whole = dataset.tasks.create(task_name='<task_name>', due_date=DUE, assignee_ids=ASSIGNEES)

step('options')
rich = dataset.tasks.create(
    task_name='four to one', due_date=DUE, assignee_ids=ASSIGNEES,
    workload=dl.Workload([dl.WorkloadUnit(ASSIGNEES[0], 80), dl.WorkloadUnit(ASSIGNEES[1], 20)]),
    available_actions=[dl.ItemAction(action=a) for a in ('completed', 'to-check', 'discard')],
    priority=dl.TaskPriority.HIGH, metadata={'key': 'value'})

step('pulling')
dataset.tasks.create(task_name='pulling', due_date=DUE, assignee_ids=ASSIGNEES, batch_size=3, max_batch_workload=5)

step('consensus')
dataset.tasks.create(task_name='consensus', due_date=DUE, assignee_ids=ASSIGNEES, consensus_percentage=50, consensus_assignees=2, consensus_task_type='consensus')

step('items-of-a-task')
small = dataset.tasks.create(task_name='small', due_date=DUE, assignee_ids=ASSIGNEES[:1], items=[item])

step('task-items')
list(small.get_items().all())

step('status')
small.set_status(status='completed', operation='create', item_ids=[item.id])

step('add-and-remove')
other = [i for i in items if i.filename != '/test1.jpg'][0]
small.add_items(items=[other], assignee_ids=ASSIGNEES[:1])
small.remove_items(items=[other])

step('reassign')
assignment = small.assignments.list()[0]
moved = assignment.reassign(assignee_id='c@x.io')
moved.redistribute(workload=dl.Workload([dl.WorkloadUnit('e@x.io', 50), dl.WorkloadUnit('f@x.io', 50)]))

step('delete-task')
small.delete()

step('metadata')
annotation = item.annotations.list()[0]
annotation.metadata['user'] = {'reviewed': NOW}
annotation.update(system_metadata=True)
recipe = dataset.recipes.list()[0]
recipe.metadata['user'] = {'version': 2}
recipe.update()
dataset.metadata['user'] = {'seen': NOW}
dataset.update()

step('upload')
uploaded = dataset.items.upload(local_path=PICTURE, remote_path='/up', item_metadata={'user': {'k': 1}})

step('labels')
dataset.add_label(label_name='Person', color='#0214a7')

step('annotate')
builder = uploaded.annotations.builder()
builder.add(dl.Classification(label='Person'))
builder.add(dl.Point(x=80, y=81, label='Ear'))
builder.add(dl.Box(left=10, top=20, right=110, bottom=120, label='Person'))
builder.add(dl.Polygon(geo=[[1, 2], [30, 4], [20, 40]], label='Person'))
builder.add(dl.Polyline(geo=[[1, 2], [30, 4]], label='Person'))
builder.add(dl.Ellipse(x=50, y=60, rx=10, ry=20, angle=30, label='Person'))
uploaded.annotations.upload(builder)

step('relabel')
person = [a for a in uploaded.annotations.list() if a.type == 'class'][0]
person.label = 'Adult'
person.update()

step('annotations-by-label')
f = dl.Filters(resource=dl.FiltersResource.ANNOTATION)
f.add(field='label', values='Person')
uploaded.annotations.delete(filters=f)

step('annotations-where')
f = dl.Filters(resource=dl.FiltersResource.ANNOTATION)
f.add(field='label', values='Ear')
dataset.annotations.list(filters=f)

step('download')
uploaded.download(local_path=FOLDER)

step('move')
uploaded.move('/moved/')

step('folder')
dataset.items.make_dir('/d1')

step('clone-item')
uploaded.clone(remote_filepath='/copies/one.jpg')

step('delete-item')
uploaded.delete()

step('delete-by-filter')
dataset.items.delete(filters=dl.Filters(field='name', values='one.jpg'))

step('clone-dataset')
version = dataset.clone(clone_name='dataset_v2')

step('clone-some')
dataset.clone(clone_name='dataset_v3', filters=adults())

step('merge')
dl.datasets.merge(merge_name='merged', dataset_ids=[dataset.id, version.id], project_ids=[project.id, project.id])

step('delete-dataset')
version.delete(sure=True, really=True)

step('end')
os._exit(0)
