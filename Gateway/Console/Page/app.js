import { api } from './api.js';
import { Chat } from './chat.js';
import { byId, element } from './elements.js';
import { EngineView } from './engine.js';
import { count } from './format.js';
import { KeyDialog } from './key.js';

const model = byId('model');
const engine = new EngineView(() => model.value);
const dialog = new KeyDialog(start);
api.onUnauthorized = () => dialog.open('This server asks for an API key.');

new Chat(() => model.value);
model.addEventListener('change', () => engine.draw());

for (const button of document.querySelectorAll('[data-show]')) {
  button.addEventListener('click', () => {
    document.body.dataset.view = button.dataset.show;
    for (const other of document.querySelectorAll('[data-show]')) {
      if (other === button) other.setAttribute('aria-current', 'true');
      else other.removeAttribute('aria-current');
    }
  });
}

start();
if (matchMedia('(min-width: 60rem)').matches) byId('message').focus();

/** Begins, and begins again with another key. */
async function start() {
  engine.connect();
  try {
    showModels((await api.json('v1/models')).data);
  } catch (error) {
    byId('models').replaceChildren(element('li', { class: 'error' }, error.message));
  }
}

function showModels(models) {
  const chosen = model.value;
  model.replaceChildren(...models.map(({ id }) => element('option', { value: id }, id)));
  if (models.some(({ id }) => id === chosen)) model.value = chosen;
  byId('models').replaceChildren(...models.map(({ id, max_model_len: longest, root }) =>
    element('li', {}, element('strong', {}, id), element('span', { class: 'hint' }, `context ${count(longest)} tokens`), element('span', { class: 'hint path' }, root))));
}
