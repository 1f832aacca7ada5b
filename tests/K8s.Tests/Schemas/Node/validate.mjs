// Reads a JSON array of Kubernetes objects from standard input and writes a JSON array of what is wrong with each: [{index, problems}].
// The packages' validators check what they know and pass over what they do not, as a field whose name is misspelt. So each object is
// given to them behind a view that notes which fields they ask for: those that nobody asked for are unknown.
import { text } from 'node:stream/consumers';

const packages = { 'keda.sh': '@kubernetes-models/keda', 'monitoring.coreos.com': '@kubernetes-models/prometheus-operator' };

async function modelOf(object) {
  const [version, group] = object.apiVersion.split('/').reverse();
  const path = group ? `${packages[group] ?? 'kubernetes-models'}/${group}/${version}` : `kubernetes-models/${version}`;
  const models = await import(path).catch(() => ({}));
  return models[object.kind];
}

function watch(value, path, asked) {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, name) {
      if (typeof name !== 'string' || !Object.hasOwn(target, name)) return target[name];
      const inner = `${path}/${name}`;
      asked.add(inner);
      return watch(target[name], inner, asked);
    },
  });
}

function* unknown(value, path, asked) {
  if (typeof value !== 'object' || value === null) return;
  for (const name of Object.keys(value)) {
    const inner = `${path}/${name}`;
    if (asked.has(inner)) yield* unknown(value[name], inner, asked);
    else yield `data${inner} is not a field that the schema knows`;
  }
}

async function problemsOf(object) {
  const model = await modelOf(object);
  if (!model) return [`no schema for ${object.apiVersion} ${object.kind}`];
  const asked = new Set();
  try {
    model.prototype.validate.call(watch(object, '', asked));
  } catch (error) {
    return error.errors?.map(each => `data${each.instancePath} ${each.message}`) ?? [error.message];
  }
  return [...unknown(object, '', asked)];
}

const objects = JSON.parse(await text(process.stdin));
const answers = [];
for (const [index, object] of objects.entries()) {
  const problems = await problemsOf(object);
  if (problems.length > 0) answers.push({ index, problems });
}
process.stdout.write(JSON.stringify(answers));
