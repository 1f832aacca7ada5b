// The client as its users make it: only its address and its key are ours.
import OpenAI from 'openai';

const { MODEL_URL, SCRIPT_URL, KEY } = process.env;

/** A server with the model of the repository. */
export const ember = clientOf(MODEL_URL);

/** A server that plays a script: see OpenAINodeTests. */
export const script = clientOf(SCRIPT_URL);

export const question = [
  { role: 'system', content: 'You are helpful.' },
  { role: 'user', content: 'What is the capital of France?' },
];

export const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather in a city',
    strict: true,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', enum: ['Oslo', 'Rome'] } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};

/** An error is the test's to see, at once. */
export function clientOf(url, apiKey = KEY) {
  return new OpenAI({ baseURL: url + '/v1', apiKey, maxRetries: 0 });
}

export async function collect(stream) {
  const all = [];
  for await (const each of stream) all.push(each);
  return all;
}
