import { api } from './api.js';
import { byId } from './elements.js';
import { events } from './events.js';
import { Messages } from './messages.js';
import { FieldError, readParameters } from './parameters.js';

const reasons = { stop: 'finished', length: 'cut at max tokens', abort: 'cancelled', error: 'failed' };

/** The playground: a conversation with the chosen model. */
export class Chat {
  #history = [];
  #stop = null;
  #messages = new Messages(byId('messages'), byId('hint'));
  #input = byId('message');

  /** @param model Gives the name of the model to ask. */
  constructor(model) {
    this.model = model;
    byId('composer').addEventListener('submit', event => { event.preventDefault(); this.#send(); });
    byId('stop').addEventListener('click', () => this.#stop?.abort());
    byId('clear').addEventListener('click', () => this.#clear());
    byId('parameters').addEventListener('submit', event => event.preventDefault());
    this.#input.addEventListener('keydown', event => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    addEventListener('keydown', event => {
      if (event.key === 'Escape' && this.#stop && !document.querySelector('dialog[open]')) this.#stop.abort();
    });
  }

  async #send() {
    const text = this.#input.value;
    if (this.#stop || text.trim() === '') return;
    let parameters;
    try {
      parameters = readParameters(byId('parameters'));
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      this.#say(error.message);
      error.field.setCustomValidity(error.message);
      error.field.closest('details').open = true;
      error.field.reportValidity();
      error.field.addEventListener('input', () => error.field.setCustomValidity(''), { once: true });
      return;
    }

    this.#input.value = '';
    this.#history.push({ role: 'user', content: text });
    this.#messages.add('user', text);
    await this.#answer(parameters);
  }

  async #answer({ body, system }) {
    const history = this.#history;
    const shown = this.#messages.add('assistant');
    const stop = this.#stop = new AbortController();
    this.#working(true);
    const began = performance.now();
    const result = { reason: 'finished', firstToken: null };
    try {
      const messages = system === '' ? history : [{ role: 'system', content: system }, ...history];
      const request = { ...body, model: this.model(), messages, stream: true, stream_options: { include_usage: true } };
      const response = await api.fetch('v1/chat/completions', { method: 'POST', body: JSON.stringify(request), signal: stop.signal });
      for await (const { data } of events(response)) {
        if (data === '[DONE]') break;
        this.#take(JSON.parse(data), shown, result, began);
      }
    } catch (error) {
      if (stop.signal.aborted) result.reason = 'stopped';
      else {
        result.reason = 'failed';
        shown.fail(error.message);
      }
    } finally {
      shown.finish({ ...result, seconds: (performance.now() - began) / 1000 });
      if (this.#history === history) this.#keep(shown.text.data);
      if (this.#stop === stop) this.#stop = null;
      this.#working(false);
      this.#messages.follow();
      this.#say(`The answer is ${result.reason}.`);
    }
  }

  #take(chunk, shown, result, began) {
    if (chunk.error) throw new Error(chunk.error.message);
    if (chunk.usage) result.tokens = chunk.usage.completion_tokens;
    const choice = chunk.choices?.[0];
    if (!choice) return;
    const { content, reasoning_content: thought } = choice.delta;
    if ((content || thought) && result.firstToken === null) result.firstToken = (performance.now() - began) / 1000;
    if (thought) shown.think(thought);
    if (content) shown.append(content);
    if (choice.finish_reason) result.reason = reasons[choice.finish_reason] ?? choice.finish_reason;
    this.#messages.follow();
  }

  /** An answer without text leaves the question open: it is not sent again with the next one. */
  #keep(answer) {
    if (answer === '') this.#history.pop();
    else this.#history.push({ role: 'assistant', content: answer });
  }

  #clear() {
    this.#stop?.abort();
    this.#history = [];
    this.#messages.clear();
    this.#input.focus();
  }

  #working(value) {
    this.#messages.busy = value;
    const [send, stop] = [byId('send'), byId('stop')];
    const focused = document.activeElement === (value ? send : stop);
    send.hidden = value;
    stop.hidden = !value;
    if (focused) (value ? stop : send).focus();
    if (value) this.#say('The model answers.');
  }

  #say(text) {
    byId('chat-status').textContent = text;
  }
}
