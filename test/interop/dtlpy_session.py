"""The tutorial's Python as printed, and the rest of what a learner calls, with the real SDK against the platform's port.

Usage: dtlpy_session.py URL PASSWORD PICTURE. Prints "ok <name>" a check; ends with 1 at the first that fails.
"""
import os, sys
os.environ['no_proxy'] = '127.0.0.1,localhost'
URL, PASSWORD, PICTURE = sys.argv[1:4]
ROOT = URL.replace('/api/v1', '')
import datetime, io, json, tempfile
import dtlpy as dl

count = 0
def check(name, fact):
    global count
    if not fact:
        print('FAILED', name, flush=True)
        os._exit(1)
    count += 1
    print('ok', name, flush=True)

def fails(name, exception, call):
    try:
        call()
    except exception as error:
        check(name, True)
        return error
    except BaseException as error:
        print('instead:', type(error), error)
    check(name, False)

dl.client_api.add_environment(environment=URL, alias='loopbook', verify_ssl=False, gate_url=ROOT, url=ROOT + '/', audience='', client_id='', auth0_url='')
dl.setenv('loopbook')
check('wrong password refused', dl.login_m2m(email='me@example.com', password='wrong') is False)
check('login', dl.login_m2m(email='me@example.com', password=PASSWORD))
check('info', dl.info()['user_email'] == 'me@example.com')
check('token valid', dl.token_expired() is False)

# what came before the chapter
project = dl.projects.create(project_name='My-First-Project')
check('project', dl.projects.get(project_name='My-First-Project').id == project.id)
check('project by id', dl.projects.get(project_id=project.id).name == 'My-First-Project')
check('projects listed', any(p.id == project.id for p in dl.projects.list()))
fails('same project twice', dl.exceptions.Conflict, lambda: dl.projects.create(project_name='My-First-Project'))
project.add_member(email='annotator1@dataloop.ai', role=dl.MemberRole.ANNOTATOR)
check('members', any(m.email == 'annotator1@dataloop.ai' for m in project.list_members()))
dataset = project.datasets.create(dataset_name='My-First-Dataset')
check('dataset', project.datasets.get(dataset_name='My-First-Dataset').id == dataset.id)
check('dataset by id', project.datasets.get(dataset_id=dataset.id).name == 'My-First-Dataset')
check('datasets', [d.id for d in project.datasets.list()] == [dataset.id])
fails('no dataset', dl.exceptions.NotFound, lambda: project.datasets.get(dataset_name='nothing'))
item = dataset.items.upload(local_path=PICTURE)
check('upload', item.filename == '/' + os.path.basename(PICTURE) and item.width > 0)
dataset.add_label('Person'); dataset.add_label('Ear'); dataset.add_label('Adult', color='#ff0000')
check('labels', [l.tag for l in dataset.labels][-3:] == ['Person', 'Ear', 'Adult'])
dataset.add_labels(label_list=['animal.dog', 'animal.cat'])
check('nested labels', len([l for l in project.datasets.get(dataset_id=dataset.id).labels if l.tag == 'animal'][0].children) == 2)
builder = item.annotations.builder()
builder.add(dl.Classification(label='Person')); builder.add(dl.Point(x=80, y=80, label='Ear')); builder.add(dl.Point(x=120, y=80, label='Ear'))
item.annotations.upload(builder)
item = dataset.items.get(item_id=item.id)
check('three annotations', item.annotations_count == 3 and len(item.annotations.list()) == 3)
person = dl.Filters(resource=dl.FiltersResource.ANNOTATION)
person.add(field='label', values='Person')
item.annotations.delete(filters=person)
builder = item.annotations.builder(); builder.add(dl.Classification(label='Adult')); item.annotations.upload(builder)
check('label changed', sorted(a.label for a in item.annotations.list()) == ['Adult', 'Ear', 'Ear'])
ITEM_ID = item.id

# ---- the seed, as printed; only the item's id is ours
dataset.items.get_all_items()
item_1 = dataset.items.get(item_id=ITEM_ID)
now = datetime.datetime.now().isoformat()
# modify metadata for the item
item_1.metadata['user'] = dict()
# add it to the item's metadata
item_1.metadata['user']['dateTime'] = now
# update the item
item_1 = item_1.update()
check('seed: item updated', dataset.items.get(item_id=ITEM_ID).metadata['user']['dateTime'] == now)
filters = dl.Filters()
filters.add_join(field='label', values='Adult')
now = datetime.datetime.now().isoformat()
details = dataset.items.update(filters=filters, update_values={'user': {'dateTime': now}})
check('seed: bulk update', details['totalItemsCount'] == 1 and dataset.items.get(item_id=ITEM_ID).metadata['user']['user']['dateTime'] == now)
task = dataset.tasks.create(
    task_name='test_task1',
    due_date=datetime.datetime(day=11, month=3, year=2025).timestamp(),
    assignee_ids=['<annotator1@dataloop.ai>', '<annotator2@dataloop.ai>'],
    # The items will be divided equally between assignees
    filters=filters  # filter by folder directory or use other filters
)
check('seed: task', task.name == 'test_task1' and task.total_items == 1 and len(task.assignmentIds) == 2)
qa_task = dataset.tasks.create_qa_task(task=task,
                                       due_date=datetime.datetime(day=1, month=1, year=2029).timestamp(),
                                       assignee_ids=['<annotator1@dataloop.ai>', '<annotator2@dataloop.ai>'],
                                       filters=filters  # this filter is for "completed items"
                                       )
check('seed: QA task, empty', qa_task.name == 'test_task1_qa' and qa_task.total_items == 0)
task = dataset.tasks.create(
    task_name='<task_name>',
    due_date=datetime.datetime(day=1, month=1, year=2029).timestamp(),
    assignee_ids=['<annotator1@dataloop.ai>', '<annotator2@dataloop.ai>']
    # The items will be divided equally between assignments
)
check('seed: whole dataset', task.total_items == 1)
# ---- end of the seed

# annotations of every shape
shapes = item.annotations.builder()
shapes.add(dl.Box(left=10, top=20, right=110, bottom=220, label='Adult')); shapes.add(dl.Polygon(geo=[[1, 2], [30, 4], [20, 40]], label='Adult'))
shapes.add(dl.Polyline(geo=[[1, 2], [30, 4]], label='Adult')); shapes.add(dl.Ellipse(x=50, y=60, rx=10, ry=20, angle=30, label='Adult'))
item.annotations.upload(shapes)
kinds = {a.type for a in item.annotations.list()}
check('shapes', {'box', 'segment', 'polyline', 'ellipse', 'point', 'class'} <= kinds)
box = [a for a in item.annotations.list() if a.type == 'box'][0]
check('box', (box.left, box.top, box.right, box.bottom) == (10, 20, 110, 220))
box.label = 'Person'; box.metadata['user'] = {'sure': True}; box.update(system_metadata=True)
check('annotation updated', item.annotations.get(annotation_id=box.id).label == 'Person' and item.annotations.get(annotation_id=box.id).metadata['user'] == {'sure': True})
import numpy
mask = numpy.zeros((item.height, item.width), dtype=bool); mask[10:20, 10:30] = True
more = item.annotations.builder(); more.add(dl.Segmentation(geo=mask, label='Adult')); more.add(dl.Note(left=1, top=2, right=30, bottom=40, label='note')); item.annotations.upload(more)
back = [a for a in item.annotations.list() if a.type == 'binary']
check('segmentation', len(back) == 1 and int(back[0].annotation_definition.geo.astype(bool).sum()) == 200)
notes = dl.Filters(resource=dl.FiltersResource.ANNOTATION); notes.add(field='type', values='note')
check('note', item.annotations.list(filters=notes)[0].label == 'note')
for one in list(item.annotations.list(filters=notes)) + back: one.delete()
item = dataset.items.get(item_id=item.id)
box.delete()
fails('annotation gone', dl.exceptions.NotFound, lambda: item.annotations.get(annotation_id=box.id))

# people, hidden items, links, thumbnails, commands
project.update_member(email='annotator1@dataloop.ai', role=dl.MemberRole.DEVELOPER)
check('role', [str(m.role) for m in project.list_members() if m.email == 'annotator1@dataloop.ai'][0] in ('developer', 'engineer'))
project.remove_member(email='annotator1@dataloop.ai'); check('member gone', all(m.email != 'annotator1@dataloop.ai' for m in project.list_members()))
answered, response = dl.client_api.gen_request(req_type='get', path='/items/%s/thumbnail' % item.id); check('thumbnail', answered and response.headers['content-type'].startswith('image/') and len(response.content) > 100)
item.hidden = True; item = item.update(); check('hidden', dataset.items.list().items_count == 0 and dataset.items.list(filters=dl.Filters(field='hidden', values=True)).items_count == 1)
item.hidden = False; item = item.update(); check('shown again', dataset.items.list().items_count == 1)
link = dataset.items.upload(local_path=dl.UrlLink(ref='https://example.com/a.jpg', mimetype='image/jpeg', name='link')); check('link', link.filename.endswith('link.json') and dataset.items.get(item_id=link.id).id == link.id); link.delete()
answered, response = dl.client_api.gen_request(req_type='post', path='/datasets/%s/clone' % dataset.id, json_req={'name': 'polled', 'cloneDatasetParams': {}})
command = dl.commands.get(command_id=response.json()['id']).wait(); check('command polled', command.status == 'success' and command.progress == 100 and 'returnedModelId' in command.spec)
dl.datasets.get(dataset_id=command.spec['returnedModelId']).delete(sure=True, really=True)

# files and folders
with tempfile.TemporaryDirectory() as folder:
    check('download', open(item.download(local_path=folder), 'rb').read() == open(PICTURE, 'rb').read())
many = [dataset.items.upload(local_path=io.BytesIO(b'%d' % i), remote_name='f%d.txt' % i, remote_path='/many/sub%d' % (i % 2), item_metadata={'user': {'k': i, 'even': i % 2 == 0, 'name': 'n%d' % i, 'tags': ['t%d' % (i % 3)]}}) for i in range(12)]
check('uploads', len(many) == 12 and all(many))
check('skip keeps', dataset.items.upload(local_path=io.BytesIO(b'other'), remote_name='f0.txt', remote_path='/many/sub0').id == many[0].id)
check('still there', dataset.items.get(item_id=many[0].id).metadata['system']['size'] == 1)
check('overwrite', dataset.items.upload(local_path=io.BytesIO(b'longer'), remote_name='f0.txt', remote_path='/many/sub0', overwrite=True).metadata['system']['size'] == 6)
check('by path', dataset.items.get(filepath='/many/sub1/f1.txt').id == many[1].id)
fails('no path', dl.exceptions.NotFound, lambda: dataset.items.get(filepath='/nothing.txt'))
fails('no item', dl.exceptions.NotFound, lambda: dataset.items.get(item_id='ffffffffffffffffffffffff'))

# every operator
def found(*conditions, method=None, **more):
    f = dl.Filters()
    for field, values, operator in conditions:
        f.add(field=field, values=values, operator=operator, method=method) if operator else f.add(field=field, values=values, method=method)
    return sorted(i.metadata['user'].get('k', -1) for i in dataset.items.list(filters=f).all())
K = 'metadata.user.k'
check('eq', found((K, 3, dl.FILTERS_OPERATIONS_EQUAL)) == [3])
check('plain', found((K, 3, None)) == [3])
check('ne', found((K, 3, dl.FILTERS_OPERATIONS_NOT_EQUAL)) == [-1, 0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11])
check('gt', found((K, 9, dl.FILTERS_OPERATIONS_GREATER_THAN)) == [10, 11])
check('lt', found((K, 2, dl.FILTERS_OPERATIONS_LESS_THAN)) == [0, 1])
check('gte', found((K, 10, dl.FiltersOperations.GREATER_THAN_OR_EQUAL)) == [10, 11])
check('lte', found((K, 1, dl.FiltersOperations.LESS_THAN_OR_EQUAL)) == [0, 1])
check('in', found((K, [4, 5], dl.FILTERS_OPERATIONS_IN)) == [4, 5])
check('nin', found((K, list(range(0, 11)), dl.FiltersOperations.NIN)) == [-1, 11])
check('exists', len(found((K, True, dl.FILTERS_OPERATIONS_EXISTS))) == 12)
check('not exists', found((K, False, dl.FILTERS_OPERATIONS_EXISTS)) == [-1])
check('boolean', found(('metadata.user.even', True, None)) == [0, 2, 4, 6, 8, 10])
check('array holds', found(('metadata.user.tags', 't1', None)) == [1, 4, 7, 10])
check('wildcard', found(('metadata.user.name', 'n1*', None)) == [1, 10, 11])
check('folder', found(('filename', '/many/sub1', None)) == [1, 3, 5, 7, 9, 11])
check('dir', found(('dir', '/many/sub0', None)) == [0, 2, 4, 6, 8, 10])
check('and', found((K, 2, dl.FiltersOperations.GREATER_THAN), (K, 5, dl.FiltersOperations.LESS_THAN)) == [3, 4])
check('or', found((K, 2, None), (K, 5, None), method=dl.FILTERS_METHOD_OR) == [2, 5])
check('match', found(('metadata.system.refs', {'id': task.id, 'type': 'task'}, dl.FiltersOperations.MATCH)) == [-1])
f = dl.Filters(); f.sort_by(field=K, value=dl.FILTERS_ORDERBY_DIRECTION_DESCENDING); f.page_size = 5
page = dataset.items.list(filters=f)
check('sorted pages', [i.metadata['user']['k'] for i in page.items] == [11, 10, 9, 8, 7] and page.items_count == 13 and page.has_next_page)
check('annotations of a dataset', dataset.annotations.list(filters=dl.Filters(resource=dl.FiltersResource.ANNOTATION)).items_count == dataset.items.get(item_id=ITEM_ID).annotations_count == 6)
answered, response = dl.client_api.gen_request(req_type='post', path='/datasets/%s/query' % dataset.id, json_req={'filter': {'a': {'$foo': 1}}})
check('unknown operator', not answered and response.status_code == 400 and 'unknown operator' in response.json()['message'])

# changes
many[1].move('/moved/'); check('moved', dataset.items.get(item_id=many[1].id).filename == '/moved/f1.txt')
dataset.items.make_dir('/d1'); check('folders', '/d1' in json.dumps(dataset.directory_tree.tree_entry if hasattr(dataset.directory_tree, 'tree_entry') else [str(n) for n in dataset.directory_tree.dir_names]))
f = dl.Filters(field=K, values=2); check('move_items', dataset.items.move_items(destination='/d2', filters=f) and dataset.items.get(item_id=many[2].id).dir == '/d2')
many[3].set_description('words'); check('description', dataset.items.get(item_id=many[3].id).description == 'words')
i3 = dataset.items.get(item_id=many[3].id); del i3.metadata['user']['name']; i3.update(); check('key deleted', 'name' not in dataset.items.get(item_id=many[3].id).metadata['user'])
dataset.items.update(filters=dl.Filters(field=K, values=[4, 5], operator=dl.FiltersOperations.IN), update_values={'x': 1}, system_update_values={'y': 2}, system_metadata=True)
check('system values', dataset.items.get(item_id=many[4].id).metadata['system']['y'] == 2)

# tasks
ours = dl.Filters(field=K, values=True, operator=dl.FiltersOperations.EXISTS)
work = dataset.tasks.create(task_name='w', assignee_ids=['a@x.io', 'b@x.io'], workload=dl.Workload([dl.WorkloadUnit('a@x.io', 80), dl.WorkloadUnit('b@x.io', 20)]), filters=ours,
    available_actions=[dl.ItemAction(action='ok', display_name='OK', color='#00ff00'), dl.ItemAction(action='to-check')], priority=dl.TaskPriority.HIGH, metadata={'key': 'value'})
check('task', work.total_items == 12 and work.priority == 3 and work.metadata['key'] == 'value')
parts = {a.annotator: a for a in work.assignments.list()}
check('80 to 20', {n: a.total_items for n, a in parts.items()} == {'a@x.io': 10, 'b@x.io': 2})
check('task items', work.get_items(get_consensus_items=False).items_count == 12 if 'get_consensus_items' in dl.Task.get_items.__code__.co_varnames else work.get_items().items_count == 12)
check('assignment items', parts['b@x.io'].get_items().items_count == 2)
work.set_status(status='ok', operation='create', item_ids=[many[0].id, many[1].id])
work = dataset.tasks.get(task_id=work.id)
check('progress', work.progress == 16 and dataset.items.get(item_id=many[0].id).status(task_id=work.id) == 'ok')
one = dataset.items.get(item_id=many[5].id); one.update_status(status='to-check', task_id=work.id)
check('item status', dataset.items.get(item_id=many[5].id).status(task_id=work.id) == 'to-check')
one = dataset.items.get(item_id=many[5].id); one.update_status(status='to-check', task_id=work.id, clear=True)
check('status cleared', not dataset.items.get(item_id=many[5].id).status(task_id=work.id))
qa = dataset.tasks.create_qa_task(task=work, assignee_ids=['q@x.io'])
check('QA of the done', qa.total_items == 2 and {a.action for a in qa.available_actions} == {'approved', 'discard'})
check('task by name', dataset.tasks.get(task_name='w').id == work.id)
check('tasks listed', len(dataset.tasks.list()) == 5)
work.name = 'w2'; work.update(); check('task renamed', dataset.tasks.get(task_id=work.id).name == 'w2')
work.remove_items(items=[many[0]]); check('item removed', dataset.tasks.get(task_id=work.id).total_items == 11)
work.add_items(items=[many[0]], assignee_ids=['c@x.io']); check('item added', dataset.tasks.get(task_id=work.id).total_items == 12)
moved = parts['b@x.io'].reassign(assignee_id='d@x.io'); check('reassigned', moved.annotator == 'd@x.io' and moved.total_items == 2)
spread = moved.redistribute(workload=dl.Workload([dl.WorkloadUnit('e@x.io', 50), dl.WorkloadUnit('f@x.io', 50)])); check('redistributed', {a.annotator for a in spread} == {'e@x.io', 'f@x.io'})
same = dataset.tasks.create(task_name='w2', assignee_ids=['a@x.io'], check_if_exist=dl.Filters(field='name', values='w2', resource=dl.FiltersResource.TASK), filters=ours); check('checkIfExist', same.id == work.id)
due = dataset.tasks.create(task_name='due', due_date=1893456000, assignee_ids=['a@x.io'], filters=ours, limit=4); check('due date and limit', due.due_date == 1893456000000 and due.total_items == 4)
due.delete(); fails('task gone', dl.exceptions.NotFound, lambda: dataset.tasks.get(task_id=due.id))
pulling = dataset.tasks.create(task_name='pull', assignee_ids=['a@x.io', 'b@x.io'], batch_size=3, max_batch_workload=5, filters=ours)
check('pulling', [a.total_items for a in pulling.assignments.list()] == [3, 3] and pulling.total_items == 12)
consensus = dataset.tasks.create(task_name='cons', assignee_ids=['a@x.io', 'b@x.io'], consensus_task_type='consensus', consensus_percentage=50, consensus_assignees=2, filters=ours)
check('consensus', consensus.total_items == 12 + 6 * 2)
fails('pulling and consensus', dl.exceptions.BadRequest, lambda: dataset.tasks.create(task_name='x', assignee_ids=['a@x.io'], batch_size=3, max_batch_workload=5, consensus_percentage=50, consensus_assignees=1))
consensus.delete(); check('copies gone', dataset.items.list(filters=dl.Filters(field='hidden', values=True)).items_count == 0)
fails('no task', dl.exceptions.NotFound, lambda: dataset.tasks.get(task_id='ffffffffffffffffffffffff'))

# a limit of requests is waited for
dl.client_api.gen_request(req_type='post', path='/loopbook/faults', json_req={'status': 429, 'times': 1, 'path': '/users/me', 'retryAfter': 0})
check('429 tried again', dl.client_api.gen_request(req_type='get', path='/users/me')[0])

# recipes, versions
recipe = dataset.recipes.list()[0]; ontology = recipe.ontologies.list()[0]
check('ontology', 'Adult' in [l.tag for l in ontology.labels])
recipe.title = 'Mine'; recipe.update(); check('recipe', dl.recipes.get(recipe_id=recipe.id).title == 'Mine')
dataset.metadata['user'] = {'a': 1}; dataset.update(); check('dataset metadata', dl.datasets.get(dataset_id=dataset.id).metadata['user'] == {'a': 1})
copy = dataset.clone(clone_name='dataset_v2'); check('clone', copy.items_count == 13)
merged = dl.datasets.merge(merge_name='merged', dataset_ids=[dataset.id, copy.id], project_ids=[project.id, project.id]); check('merge', project.datasets.get(dataset_name='merged').items_count == 26)
twin = many[6].clone(dst_dataset_id=copy.id, remote_filepath='/cl.txt'); check('item clone', twin.filename == '/cl.txt' and twin.dataset_id == copy.id)
dataset.items.delete(filters=dl.Filters(field=K, values=7)); fails('deleted by filter', dl.exceptions.NotFound, lambda: dataset.items.get(item_id=many[7].id))
many[8].delete(); fails('deleted', dl.exceptions.NotFound, lambda: dataset.items.get(item_id=many[8].id))

# 2,500 items: the platform's own synthetic dataset
large = dl.projects.get(project_name='Tutorial').datasets.get(dataset_name='Large')
everything = large.items.get_all_items()
check('2,500 items', len({i.id for i in everything}) == 2500)
f = dl.Filters(); f.add_join(field='label', values='Cat')
check('joined pages', len(list(large.items.list(filters=f).all())) == large.items.list(filters=f).items_count > 0)
copy.delete(sure=True, really=True); fails('dataset gone', dl.exceptions.NotFound, lambda: dl.datasets.get(dataset_id=copy.id))
project.delete(sure=True, really=True)
fails('project gone', dl.exceptions.NotFound, lambda: dl.projects.get(project_id=project.id))
print('checks', count, flush=True)
os._exit(0)
