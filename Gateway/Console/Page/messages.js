import { element } from './elements.js';
import { count, duration } from './format.js';

const names = { user: 'You', assistant: 'Model' };

/** The conversation as it is shown. */
export class Messages {
  constructor(list, hint) {
    Object.assign(this, { list, hint });
  }

  clear() {
    this.list.replaceChildren(this.hint);
  }

  add(role, text = '') {
    this.hint.remove();
    const message = new Message(role, text);
    this.list.append(message.root);
    this.follow(true);
    return message;
  }

  /** Keeps the end in view, unless the reader has scrolled away from it. */
  follow(always = false) {
    const below = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight;
    if (always || below < 80) this.list.scrollTop = this.list.scrollHeight;
  }

  set busy(value) {
    // Screen readers speak the whole answer when it is there, not each piece of it.
    this.list.setAttribute('aria-busy', String(value));
  }
}

class Message {
  constructor(role, text) {
    this.text = document.createTextNode(text);
    this.thought = document.createTextNode('');
    this.body = element('div', { class: 'text' }, this.text);
    this.meta = element('span', { class: 'meta' });
    this.copy = element('button', { type: 'button', class: 'quiet copy' }, 'Copy');
    this.copy.addEventListener('click', () => this.copyText());
    this.root = element('article', { class: `message ${role}` }, element('h3', {}, names[role]), this.body);
    if (role === 'assistant') this.root.append(element('footer', {}, this.meta, this.copy));
  }

  append(text) {
    this.text.appendData(text);
  }

  think(text) {
    if (!this.thinking) {
      this.thinking = element('details', { class: 'thinking' }, element('summary', {}, 'Thinking'), element('div', { class: 'text' }, this.thought));
      this.body.before(this.thinking);
    }
    this.thought.appendData(text);
  }

  fail(message) {
    this.root.append(element('p', { class: 'error', role: 'alert' }, message));
  }

  /** How the answer came about. */
  finish({ reason, tokens, firstToken, seconds }) {
    const parts = [reason];
    if (tokens !== undefined) parts.push(`${count(tokens)} tokens`);
    if (firstToken !== null) parts.push(`first after ${duration(firstToken)}`);
    const rest = seconds - firstToken;
    if (tokens > 1 && firstToken !== null && rest > 0) parts.push(`then ${count((tokens - 1) / rest)} a second`);
    this.meta.textContent = parts.join(' · ');
  }

  async copyText() {
    try {
      await navigator.clipboard.writeText(this.text.data);
      this.copy.textContent = 'Copied';
    } catch {
      // Without HTTPS there is no clipboard: what is selected can still be copied by hand.
      getSelection().selectAllChildren(this.body);
      this.copy.textContent = 'Selected';
    }
    setTimeout(() => { this.copy.textContent = 'Copy'; }, 1500);
  }
}
