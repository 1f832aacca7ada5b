import { api } from './api.js';
import { byId } from './elements.js';

/** Asks for the API key, which is kept as long as the tab is open. */
export class KeyDialog {
  #dialog = byId('key-dialog');
  #value = byId('key-value');
  #reason = byId('key-reason');
  #usual = this.#reason.textContent;

  /** @param changed Called with another key in place. */
  constructor(changed) {
    byId('key').addEventListener('click', () => this.open());
    byId('key-close').addEventListener('click', () => this.#dialog.close());
    byId('key-forget').addEventListener('click', () => this.#use('', changed));
    byId('key-form').addEventListener('submit', event => {
      event.preventDefault();
      this.#use(this.#value.value.trim(), changed);
    });
  }

  open(reason) {
    this.#reason.textContent = reason ? `${reason} ${this.#usual}` : this.#usual;
    if (this.#dialog.open) return;
    this.#value.value = api.key;
    this.#dialog.showModal();
    this.#value.focus();
  }

  #use(key, changed) {
    api.key = key;
    this.#dialog.close();
    changed();
  }
}
