/** A field whose text is not what it must be. */
export class FieldError extends Error {
  constructor(field, message) {
    super(message);
    this.field = field;
  }
}

/** What the form says, as fields of a chat completion. What it leaves open is the server's to choose. */
export function readParameters(form) {
  const body = {};
  for (const name of ['temperature', 'top_p']) set(body, name, number(form.elements[name]));
  for (const name of ['top_k', 'max_tokens', 'seed']) set(body, name, integer(form.elements[name]));

  const stop = form.elements.stop.value.split('\n').filter(line => line !== '');
  if (stop.length > 0) body.stop = stop;

  const schema = form.elements.schema;
  if (schema.value.trim() !== '') body.response_format = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: parse(schema) } };
  return { body, system: form.elements.system.value.trim() };
}

function set(body, name, value) {
  if (value !== null) body[name] = value;
}

function number(field) {
  const text = field.value.trim();
  if (text === '') return null;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new FieldError(field, `${labelOf(field)} must be a number, not “${text}”.`);
  return value;
}

function integer(field) {
  const value = number(field);
  if (value !== null && !Number.isSafeInteger(value)) throw new FieldError(field, `${labelOf(field)} must be a whole number, not “${field.value.trim()}”.`);
  return value;
}

function parse(field) {
  try {
    return JSON.parse(field.value);
  } catch (error) {
    throw new FieldError(field, `The JSON schema is not JSON: ${error.message}`);
  }
}

const labelOf = field => field.labels[0].firstChild.textContent.trim();
