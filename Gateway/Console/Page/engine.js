import { api } from './api.js';
import { BlockMap } from './blockmap.js';
import { byId, element } from './elements.js';
import { events } from './events.js';
import { duration, percent, short } from './format.js';
import { Plot } from './plot.js';
import { RequestTable } from './requests.js';

/** The live view: what the engine of the chosen model does, and did in the last minutes. */
export class EngineView {
  #engines = new Map();
  #connection = null;
  #figures = new Map();
  #blocks = new BlockMap(byId('blocks'));
  #requests = new RequestTable(byId('requests'));
  #plots = [
    new Plot('Tokens a second', short, [['generated', 'generated'], ['prompt', 'prompts']]),
    new Plot('Time to first token', duration, [['first_p50', 'half within'], ['first_p95', '95 % within']]),
    new Plot('Between tokens', duration, [['between_p50', 'half within'], ['between_p95', '95 % within']]),
  ];

  /** @param model Gives the name of the model to show. */
  constructor(model) {
    this.model = model;
    byId('plots').append(...this.#plots.map(plot => plot.root));
    for (const name of ['Running', 'Waiting', 'Generated', 'Cache used', 'Prefix hits', 'Preempted']) {
      const value = element('dd', {}, '–');
      this.#figures.set(name, value);
      byId('figures').append(element('div', {}, element('dt', {}, name), value));
    }
    addEventListener('themechange', () => this.draw());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  /** Listens, and listens again when the connection breaks. */
  async connect() {
    this.#connection?.abort();
    const connection = this.#connection = new AbortController();
    for (let wait = 1; !connection.signal.aborted; wait = Math.min(wait * 2, 15)) {
      try {
        this.#engines.clear();
        const response = await api.fetch('console/events', { signal: connection.signal });
        for await (const { data } of events(response)) {
          this.#take(JSON.parse(data));
          wait = 1;
        }
      } catch (error) {
        if (connection.signal.aborted) return;
        if (error.status === 401) {
          this.#link('broken', 'key needed');
          return;
        }
      }
      this.#link('broken', 'not connected');
      await new Promise(resolve => setTimeout(resolve, wait * 1000));
    }
  }

  draw() {
    const engine = this.#engines.get(this.model()) ?? this.#engines.values().next().value;
    if (!engine) return;
    const { now, points, window, state } = engine;
    for (const plot of this.#plots) plot.draw(points, now, window);
    byId('engine-note').textContent = state ? (engine.late ? 'in a long step' : '') : 'no view of this engine';
    if (!state) return;
    this.#show('Running', short(state.running));
    this.#show('Waiting', short(state.waiting));
    this.#show('Generated', `${short(points.at(-1)?.generated ?? 0)}/s`);
    this.#show('Cache used', percent((state.blocks.held + state.blocks.shared) / Math.max(1, state.blocks.total)));
    this.#show('Prefix hits', state.prefix_queries === 0 ? '–' : percent(state.prefix_hits / state.prefix_queries));
    this.#show('Preempted', short(state.preemptions));
    this.#blocks.draw(state.blocks);
    this.#requests.draw(state.requests, state.request_count);
  }

  #take({ now, window, engines }) {
    for (const { models, points, state, late } of engines) {
      const known = this.#engines.get(models[0])?.points ?? [];
      const engine = { now, window, state, late, points: [...known, ...points].filter(point => point.at >= now - window) };
      for (const name of models) this.#engines.set(name, engine);
    }
    this.#link('live', 'live');
    this.draw();
  }

  #show(name, text) {
    this.#figures.get(name).textContent = text;
  }

  #link(state, text) {
    const link = byId('link');
    if (link.dataset.state === state && link.textContent === text) return;
    link.dataset.state = state;
    link.textContent = text;
  }
}
