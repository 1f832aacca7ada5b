import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, ember, question, script, weather } from './clients.mjs';

const cities = ['Oslo', 'Rome'];
const plain = { model: 'tiny', messages: question, temperature: 0, max_tokens: 300 };
const forced = { ...plain, tools: [weather], tool_choice: 'required', parallel_tool_calls: false };

test('an answer comes whole, with its usage', async () => {
  const answer = await ember.chat.completions.create(plain);
  assert.match(answer.choices[0].message.content, /Paris/);
  assert.equal(answer.object, 'chat.completion');
  assert.equal(answer.model, 'tiny');
  assert.equal(answer.choices[0].finish_reason, 'stop');
  assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
  assert.match(answer._request_id, /^\w+$/);
});

test('a stream is the whole answer in parts', async () => {
  const whole = await ember.chat.completions.create(plain);
  const chunks = await collect(await ember.chat.completions.create({ ...plain, stream: true, stream_options: { include_usage: true } }));
  assert.ok(chunks.length > 3);
  assert.equal(chunks[0].choices[0].delta.role, 'assistant');
  assert.equal(chunks.map(chunk => chunk.choices[0]?.delta.content ?? '').join(''), whole.choices[0].message.content);
  assert.equal(chunks.at(-2).choices[0].finish_reason, 'stop');
  assert.deepEqual(chunks.at(-1).usage, whole.usage);
});

test('the stream helper says what the stream was', async () => {
  const runner = ember.chat.completions.stream(plain);
  const parts = [];
  runner.on('content', delta => parts.push(delta));
  const answer = await runner.finalChatCompletion();
  assert.equal(parts.join(''), answer.choices[0].message.content);
  assert.match(await runner.finalContent(), /Paris/);
  assert.equal((await runner.finalMessage()).role, 'assistant');
});

test('a tool that is required is called', async () => {
  const answer = await ember.chat.completions.parse(forced);
  const [call] = answer.choices[0].message.tool_calls;
  assert.equal(answer.choices[0].finish_reason, 'tool_calls');
  assert.equal(call.type, 'function');
  assert.equal(call.function.name, 'weather');
  assert.ok(cities.includes(call.function.parsed_arguments.city));
  const next = await ember.chat.completions.create({
    ...plain,
    tools: [weather],
    tool_choice: 'none',
    messages: [...question, answer.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'sunny' }],
  });
  assert.equal(next.choices[0].message.tool_calls, undefined);
  assert.ok(next.usage.prompt_tokens > answer.usage.prompt_tokens);
});

test('a call streams its arguments', async () => {
  const whole = await ember.chat.completions.create(forced);
  const runner = ember.chat.completions.stream(forced);
  const deltas = [];
  runner.on('tool_calls.function.arguments.delta', event => deltas.push(event.arguments_delta));
  const answer = await runner.finalChatCompletion();
  assert.ok(deltas.length > 1);
  assert.equal(deltas.join(''), whole.choices[0].message.tool_calls[0].function.arguments);
  assert.ok(cities.includes(answer.choices[0].message.tool_calls[0].function.parsed_arguments.city));
});

for (const stream of [false, true]) {
  test(`runTools calls what the model asks for, ${stream ? 'streamed' : 'whole'}`, async () => {
    const asked = [];
    const tool = { ...weather, function: { ...weather.function, parse: JSON.parse, function: ({ city }) => (asked.push(city), `sunny in ${city}`) } };
    const runner = script.chat.completions.runTools({ model: 'scripted', messages: [{ role: 'user', content: 'two cities' }], tools: [tool], stream });
    assert.equal(await runner.finalContent(), 'It is nice there.');
    assert.deepEqual(asked, ['Rome', 'Oslo']);
    assert.equal(runner.messages.filter(message => message.role === 'tool').length, 2);
  });
}

test('reasoning comes beside the answer', async () => {
  const answer = await script.chat.completions.create({ model: 'scripted', messages: [{ role: 'user', content: 'think' }] });
  assert.equal(answer.choices[0].message.content, 'Yes.');
  assert.equal(answer.choices[0].message.reasoning_content, 'Hm.');
  assert.equal(answer.choices[0].message.reasoning, 'Hm.');
  // A token for each byte.
  assert.equal(answer.usage.completion_tokens_details.reasoning_tokens, '<think>Hm.</think>'.length);
});

test('a JSON schema is followed, and parsed', async () => {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string', enum: cities }, large: { type: 'boolean' } },
    required: ['name', 'large'],
    additionalProperties: false,
  };
  const format = { type: 'json_schema', json_schema: { name: 'city', strict: true, schema } };
  const answer = await ember.chat.completions.parse({ ...plain, response_format: format });
  assert.deepEqual(Object.keys(answer.choices[0].message.parsed), ['name', 'large']);
  const runner = ember.chat.completions.stream({ ...plain, response_format: format });
  assert.deepEqual(JSON.parse(await runner.finalContent()), answer.choices[0].message.parsed);
  const object = await ember.chat.completions.create({ ...plain, max_tokens: 400, response_format: { type: 'json_object' } });
  if (object.choices[0].finish_reason === 'stop') assert.equal(typeof JSON.parse(object.choices[0].message.content), 'object');
});

test('logprobs are one for each token, likeliest first, whole and streamed', async () => {
  const asked = { ...plain, logprobs: true, top_logprobs: 3 };
  const { content } = (await ember.chat.completions.create(asked)).choices[0].logprobs;
  for (const token of content) {
    assert.equal(token.top_logprobs.length, 3);
    assert.equal(token.token, token.top_logprobs[0].token);
    assert.ok(token.logprob <= 0);
  }
  const chunks = await collect(await ember.chat.completions.create({ ...asked, stream: true }));
  assert.deepEqual(chunks.flatMap(chunk => chunk.choices[0].logprobs?.content ?? []), content);
});

test('n choices are n answers, whole and streamed', async () => {
  const asked = { ...plain, messages: [{ role: 'user', content: 'Tell me a story.' }], n: 3, temperature: 1, seed: 7 };
  const texts = (await ember.chat.completions.create(asked)).choices.map(choice => choice.message.content);
  assert.equal(texts.length, 3);
  assert.ok(new Set(texts).size > 1);
  const streamed = ['', '', ''];
  for await (const chunk of await ember.chat.completions.create({ ...asked, stream: true })) {
    for (const choice of chunk.choices) streamed[choice.index] += choice.delta.content ?? '';
  }
  assert.deepEqual(streamed, texts);
});

test('a client that aborts ends the generation', async () => {
  const endless = await script.chat.completions.create({ model: 'scripted', stream: true, messages: [{ role: 'user', content: 'endless' }] });
  let chunks = 0;
  for await (const _ of endless) if (++chunks === 5) break;
  assert.equal(chunks, 5);
  assert.ok(endless.controller.signal.aborted);
});
