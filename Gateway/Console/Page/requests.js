import { api } from './api.js';
import { element } from './elements.js';
import { count, duration } from './format.js';

const phases = { waiting: 'waiting', prefill: 'reading prompt', decode: 'generating', preempted: 'preempted' };

/** Requests in work, each with a button that cancels it. Rows stay the same elements, so that focus stays where it is. */
export class RequestTable {
  #rows = new Map();

  constructor(root) {
    const heads = [['Request', ''], ['State', ''], ['Prompt', 'number extra'], ['Cached', 'number extra'], ['Generated', 'number'], ['Age', 'number'], ['Priority', 'number extra'], ['', 'end']];
    this.body = element('tbody');
    this.table = element('table', {}, element('caption', { class: 'unseen' }, 'Requests in flight'),
      element('thead', {}, element('tr', {}, ...heads.map(([head, kind]) => element('th', { scope: 'col', class: kind }, head || element('span', { class: 'unseen' }, 'Cancel'))))), this.body);
    this.note = element('p', { class: 'hint' }, 'None.');
    this.failure = element('p', { class: 'error', role: 'alert' });
    root.append(this.table, this.note, this.failure);
    this.table.hidden = true;
  }

  draw(requests, total) {
    const seen = new Set(requests.map(request => request.id));
    for (const [id, row] of this.#rows) {
      if (seen.has(id)) continue;
      if (row.root.contains(document.activeElement)) this.#passFocus(row.root);
      row.root.remove();
      this.#rows.delete(id);
    }
    for (const request of requests) {
      if (!this.#rows.has(request.id)) this.#rows.set(request.id, this.#row(request.id));
      this.#rows.get(request.id).show(request);
    }
    this.table.hidden = requests.length === 0;
    this.note.textContent = total === 0 ? 'None.' : total > requests.length ? `The first ${requests.length} of ${count(total)}.` : '';
  }

  #row(id) {
    const cells = ['', 'number extra', 'number extra', 'number', 'number', 'number extra'].map(kind => element('td', { class: kind }));
    const cancel = element('button', { type: 'button', class: 'quiet', 'aria-label': `Cancel request ${id}` }, 'Cancel');
    cancel.addEventListener('click', () => this.#cancel(id, cancel));
    const root = element('tr', {}, element('th', { scope: 'row', title: id }, id.slice(0, 8)), ...cells, element('td', { class: 'end' }, cancel));
    this.body.append(root);
    const show = request => {
      const generated = request.choices > 1 ? `${count(request.generated_tokens)} / ${request.choices}` : count(request.generated_tokens);
      const texts = [phases[request.phase], count(request.prompt_tokens), count(request.cached_tokens), generated, duration(request.age), String(request.priority)];
      texts.forEach((text, index) => { if (cells[index].textContent !== text) cells[index].textContent = text; });
      cells[0].dataset.phase = request.phase;
    };
    return { root, show };
  }

  async #cancel(id, button) {
    button.disabled = true;
    this.failure.textContent = '';
    try {
      await api.fetch(`console/requests/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
    } catch (error) {
      button.disabled = false;
      // It ended by itself in the meantime: what was wanted has come about.
      if (error.status !== 404) this.failure.textContent = error.message;
    }
  }

  #passFocus(row) {
    const neighbour = row.nextElementSibling ?? row.previousElementSibling;
    neighbour?.querySelector('button').focus();
  }
}
