import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { collect, ember, script, weather } from './clients.mjs';

const plain = { model: 'tiny', input: 'What is the capital of France?', temperature: 0, max_output_tokens: 100 };
const forced = { ...plain, tools: [{ type: 'function', ...weather.function }], tool_choice: 'required', parallel_tool_calls: false };

test('a response comes whole, with its usage', async () => {
  const response = await ember.responses.create({ ...plain, instructions: 'You are helpful.', metadata: { a: 'b' } });
  assert.match(response.output_text, /Paris/);
  assert.equal(response.status, 'completed');
  assert.equal(response.output[0].type, 'message');
  assert.deepEqual(response.metadata, { a: 'b' });
  assert.equal(response.usage.total_tokens, response.usage.input_tokens + response.usage.output_tokens);
});

test('a stream opens, grows and closes its items', async () => {
  const whole = await ember.responses.create(plain);
  const events = await collect(await ember.responses.create({ ...plain, stream: true }));
  assert.deepEqual([events[0].type, events.at(-1).type], ['response.created', 'response.completed']);
  assert.deepEqual(events.map(event => event.sequence_number), events.map((_, index) => index));
  const text = events.filter(event => event.type === 'response.output_text.delta').map(event => event.delta).join('');
  assert.equal(text, whole.output_text);
  assert.equal(events.at(-1).response.output[0].content[0].text, text);
});

test('the stream helper ends in the response', async () => {
  const stream = ember.responses.stream(plain);
  const deltas = [];
  stream.on('response.output_text.delta', event => deltas.push(event.delta));
  const response = await stream.finalResponse();
  assert.equal(deltas.join(''), response.output_text);
});

test('a tool that is required is called, and its result taken', async () => {
  const first = await ember.responses.parse(forced);
  const [call] = first.output;
  assert.equal(call.type, 'function_call');
  assert.ok(['Oslo', 'Rome'].includes(call.parsed_arguments.city));
  const events = await collect(await ember.responses.create({ ...forced, stream: true }));
  const streamed = events.filter(event => event.type === 'response.function_call_arguments.delta').map(event => event.delta).join('');
  assert.equal(streamed, call.arguments);
  const next = await ember.responses.create({
    ...plain,
    input: [{ role: 'user', content: plain.input }, call, { type: 'function_call_output', call_id: call.call_id, output: 'sunny' }],
  });
  assert.equal(next.output[0].type, 'message');
});

test('a JSON schema is followed, and parsed', async () => {
  const schema = { type: 'object', properties: { large: { type: 'boolean' } }, required: ['large'], additionalProperties: false };
  const response = await ember.responses.parse({ ...plain, text: { format: { type: 'json_schema', name: 'city', strict: true, schema } } });
  assert.equal(typeof response.output_parsed.large, 'boolean');
});

test('a response is kept, followed and deleted', async () => {
  const first = await ember.responses.create(plain);
  assert.equal((await ember.responses.retrieve(first.id)).output_text, first.output_text);
  const next = await ember.responses.create({ ...plain, input: 'And of Italy?', previous_response_id: first.id });
  assert.equal(next.previous_response_id, first.id);
  assert.ok(next.usage.input_tokens > first.usage.input_tokens + first.usage.output_tokens);
  const items = await collect(ember.responses.inputItems.list(next.id, { order: 'asc' }));
  assert.deepEqual(items.map(item => item.role), ['user', 'assistant', 'user']);
  await ember.responses.delete(first.id);
  await assert.rejects(ember.responses.retrieve(first.id), OpenAI.NotFoundError);
  await assert.rejects(ember.responses.create({ ...plain, previous_response_id: first.id }), OpenAI.BadRequestError);
});

test('reasoning is an item of its own', async () => {
  const response = await script.responses.create({ model: 'scripted', input: 'think' });
  assert.deepEqual(response.output.map(item => item.type), ['reasoning', 'message']);
  assert.equal(response.output_text, 'Yes.');
  assert.ok(response.usage.output_tokens_details.reasoning_tokens > 0);
});
