import { element } from './elements.js';
import { count } from './format.js';

const uses = ['free', 'cached', 'held', 'shared'];
const meanings = { free: 'free', cached: 'free, kept for its prefix', held: 'held by one', shared: 'shared by several' };
const tallest = 240;

/** The cache's blocks as cells, and how many there are of each kind. */
export class BlockMap {
  constructor(root) {
    this.canvas = element('canvas', { role: 'img' });
    this.note = element('p', { class: 'hint' });
    this.counts = uses.map(() => element('b', {}, '–'));
    const legend = uses.map((use, index) => element('li', { class: use }, element('i', {}), `${meanings[use]} `, this.counts[index]));
    root.append(this.canvas, element('ul', { class: 'legend' }, ...legend), this.note);
    new ResizeObserver(() => { if (this.blocks) this.draw(this.blocks); }).observe(root);
  }

  draw(blocks) {
    this.blocks = blocks;
    uses.forEach((use, index) => { this.counts[index].textContent = count(blocks[use]); });
    this.note.textContent = blocks.per_cell > 1 ? `A cell is ${blocks.per_cell} blocks, and shows what most of them are.` : '';
    this.canvas.setAttribute('aria-label', uses.map(use => `${blocks[use]} ${meanings[use]}`).join(', '));

    const width = this.canvas.parentElement.clientWidth, cells = blocks.cells;
    if (width === 0 || cells.length === 0) return;
    const pitch = Math.max(4, Math.min(14, Math.floor(Math.sqrt(width * tallest / cells.length))));
    const columns = Math.floor(width / pitch), rows = Math.ceil(cells.length / columns);
    const sharp = devicePixelRatio || 1;
    this.canvas.width = width * sharp;
    this.canvas.height = rows * pitch * sharp;
    this.canvas.style.height = `${rows * pitch}px`;
    const pen = this.canvas.getContext('2d');
    pen.scale(sharp, sharp);
    const style = getComputedStyle(this.canvas);
    const colours = uses.map(use => style.getPropertyValue(`--block-${use}`));
    const size = pitch - (pitch > 6 ? 2 : 1);
    for (let cell = 0; cell < cells.length; cell++) {
      pen.fillStyle = colours[cells.charCodeAt(cell) - 48];
      pen.fillRect((cell % columns) * pitch, Math.floor(cell / columns) * pitch, size, size);
    }
  }
}
