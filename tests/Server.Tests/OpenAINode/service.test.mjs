import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { clientOf, collect, ember, script } from './clients.mjs';

const hello = [{ role: 'user', content: 'hello' }];

test('completions answer prompts, whole and streamed', async () => {
  const asked = { model: 'tiny', prompt: ['Once upon', 'The sun'], max_tokens: 8, temperature: 0, logprobs: 2 };
  const whole = await ember.completions.create(asked);
  assert.equal(whole.object, 'text_completion');
  assert.deepEqual(whole.choices.map(choice => choice.index), [0, 1]);
  assert.equal(whole.usage.completion_tokens, whole.choices.flatMap(choice => choice.logprobs.tokens).length);
  const streamed = ['', ''];
  for await (const chunk of await ember.completions.create({ ...asked, stream: true })) {
    for (const choice of chunk.choices) streamed[choice.index] += choice.text;
  }
  assert.deepEqual(streamed, whole.choices.map(choice => choice.text));
  const echoed = await ember.completions.create({ model: 'tiny', prompt: 'Once upon', max_tokens: 2, echo: true });
  assert.ok(echoed.choices[0].text.startsWith('Once upon'));
});

test('embeddings are vectors of length one, as floats and as base64', async () => {
  const both = await ember.embeddings.create({ model: 'tiny', input: ['hello', 'a longer text'] });
  const floats = await ember.embeddings.create({ model: 'tiny', input: 'hello', encoding_format: 'float' });
  const part = await ember.embeddings.create({ model: 'tiny', input: 'hello', dimensions: 8 });
  assert.deepEqual(both.data.map(item => item.index), [0, 1]);
  assert.equal(both.data[0].embedding.length, 256);
  assert.ok(both.data[0].embedding.every((value, index) => Math.abs(value - floats.data[0].embedding[index]) < 1e-6));
  assert.ok(Math.abs(Math.hypot(...both.data[1].embedding) - 1) < 1e-5);
  assert.equal(part.data[0].embedding.length, 8);
  assert.ok(both.usage.prompt_tokens > 0);
});

test('models are listed and found', async () => {
  const models = await collect(ember.models.list());
  assert.deepEqual(models.map(model => model.id), ['tiny']);
  assert.equal((await ember.models.retrieve('tiny')).object, 'model');
  await assert.rejects(ember.models.retrieve('other'), OpenAI.NotFoundError);
});

const refusals = [
  ['a wrong key', () => clientOf(process.env.MODEL_URL, 'wrong').models.list(), OpenAI.AuthenticationError, 401, 'invalid_api_key'],
  ['an unknown model', () => ember.chat.completions.create({ model: 'other', messages: hello }), OpenAI.NotFoundError, 404, 'model_not_found'],
  ['a wrong parameter', () => ember.chat.completions.create({ model: 'tiny', messages: hello, temperature: -1 }), OpenAI.BadRequestError, 400, null],
  ['a prompt that is too long', () => ember.chat.completions.create({ model: 'tiny', messages: hello, max_tokens: 1e6 }), OpenAI.BadRequestError, 400, 'context_length_exceeded'],
  ['a full queue', () => say('fail overloaded'), OpenAI.RateLimitError, 429, 'overloaded'],
  ['a server that ends', () => say('fail draining'), OpenAI.InternalServerError, 503, 'draining'],
  ['an engine that fails', () => say('fail engine'), OpenAI.InternalServerError, 500, 'engine_failed'],
  ['a deadline', () => say('fail deadline'), OpenAI.InternalServerError, 504, 'deadline_exceeded'],
  ['a refused stream', () => say('fail overloaded', true), OpenAI.RateLimitError, 429, 'overloaded'],
];

for (const [what, ask, type, status, code] of refusals) {
  test(`${what} is a ${type.name}`, async () => {
    await assert.rejects(ask(), error => {
      assert.ok(error instanceof type, error.constructor.name);
      assert.equal(error.status, status);
      assert.equal(error.code, code);
      assert.ok(error.type.length > 0 && error.message.length > 0 && error.requestID.length > 0);
      if (what === 'a wrong parameter') assert.equal(error.param, 'temperature');
      if (code === 'overloaded') assert.equal(error.headers.get('retry-after'), '7');
      return true;
    });
  });
}

test('an engine that fails in the middle of a stream is an error there', async () => {
  const stream = await say('fail late', true);
  const seen = [];
  await assert.rejects(async () => { for await (const chunk of stream) seen.push(chunk); }, OpenAI.APIError);
  assert.ok(seen.length > 0);
});

test('a refused request is tried again when it is worth it', async () => {
  const patient = clientOf(process.env.SCRIPT_URL).withOptions({ maxRetries: 2 });
  const answer = await patient.chat.completions.create({ model: 'scripted', messages: [{ role: 'user', content: 'fail once' }] });
  assert.equal(answer.choices[0].message.content, 'At last.');
});

test('a client that does not wait gives up', async () => {
  const asked = { model: 'scripted', messages: [{ role: 'user', content: 'silence' }] };
  await assert.rejects(script.chat.completions.create(asked, { timeout: 200 }), OpenAI.APIConnectionTimeoutError);
  await assert.rejects(script.chat.completions.create(asked, { signal: AbortSignal.timeout(200) }), OpenAI.APIUserAbortError);
});

function say(content, stream = false) {
  return script.chat.completions.create({ model: 'scripted', messages: [{ role: 'user', content }], stream });
}
