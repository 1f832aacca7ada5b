import { drawing, element } from './elements.js';

const height = 132, left = 52, right = 10, top = 10, bottom = 22;

/** A small plot of the last minutes: lines over time, with axes. The legend tells the values at the pointer, or else the latest. */
export class Plot {
  /** @param title What is plotted. @param format A value as text. @param series [field of the points, name] of each line. */
  constructor(title, format, series) {
    Object.assign(this, { title, format, series, points: [], now: 0, window: 300 });
    this.values = series.map(() => element('b', {}, '–'));
    const legend = series.map(([, name], index) => element('span', { class: `key line${index}` }, `${name} `, this.values[index]));
    this.svg = drawing('svg', { role: 'img', height });
    this.root = element('figure', { class: 'plot' }, element('figcaption', {}, element('h3', {}, title), element('p', {}, ...legend)), this.svg);
    this.svg.addEventListener('pointermove', event => this.#point(event.clientX - this.svg.getBoundingClientRect().left));
    this.svg.addEventListener('pointerleave', () => this.#point(null));
    new ResizeObserver(() => this.#render()).observe(this.root);
  }

  draw(points, now, window) {
    Object.assign(this, { points, now, window });
    this.#render();
  }

  #render() {
    const width = this.root.clientWidth;
    if (width === 0) return;
    const values = this.points.flatMap(point => this.series.map(([field]) => point[field])).filter(value => value !== null);
    const [step, steps] = scale(Math.max(...values, 0));
    const most = step * steps;
    this.x = at => left + (1 - (this.now - at) / this.window) * (width - left - right);
    const y = value => top + (1 - value / most) * (height - top - bottom);

    const parts = [];
    for (let line = 0; line <= steps; line++) {
      parts.push(drawing('line', { class: 'grid', x1: left, x2: width - right, y1: y(line * step), y2: y(line * step) }));
      parts.push(drawing('text', { class: 'tick', x: left - 8, y: y(line * step) + 4, 'text-anchor': 'end' }, values.length > 0 || line === 0 ? this.format(line * step) : ''));
    }
    const every = width < 400 ? 2 : 1;
    for (let minute = 0; minute <= this.window / 60; minute += every) {
      const at = this.now - minute * 60;
      const anchor = minute === 0 ? 'end' : minute === this.window / 60 ? 'start' : 'middle';
      parts.push(drawing('text', { class: 'tick', x: this.x(at), y: height - 6, 'text-anchor': anchor }, minute === 0 ? 'now' : `−${minute} min`));
    }
    this.series.forEach(([field], index) => parts.push(drawing('path', { class: `line line${index}`, d: this.#path(field, y) })));
    if (values.length === 0) parts.push(drawing('text', { class: 'tick', x: (left + width) / 2, y: height / 2, 'text-anchor': 'middle' }, 'nothing yet'));
    this.cursor = drawing('line', { class: 'cursor', y1: top, y2: height - bottom, x1: -10, x2: -10 });
    this.svg.setAttribute('width', width);
    this.svg.replaceChildren(...parts, this.cursor);
    this.#point(this.pointer ?? null);
  }

  /** A line that is broken where nothing was measured; a point alone is drawn as a dot, by its round ends. */
  #path(field, y) {
    let path = '', pen = 'M';
    for (const point of this.points) {
      if (point[field] === null) {
        pen = 'M';
        continue;
      }
      const [px, py] = [this.x(point.at).toFixed(1), y(point[field]).toFixed(1)];
      path += pen === 'M' ? `M${px} ${py}h0` : `L${px} ${py}`;
      pen = 'L';
    }
    return path;
  }

  #point(pixel) {
    this.pointer = pixel;
    let shown = this.points.at(-1);
    if (pixel !== null && this.points.length > 0) {
      shown = this.points.reduce((best, point) => Math.abs(this.x(point.at) - pixel) < Math.abs(this.x(best.at) - pixel) ? point : best);
    }
    const cursor = pixel !== null && shown ? this.x(shown.at) : -10;
    this.cursor?.setAttribute('x1', cursor);
    this.cursor?.setAttribute('x2', cursor);
    const texts = this.series.map(([field]) => (shown?.[field] ?? null) === null ? '–' : this.format(shown[field]));
    texts.forEach((text, index) => { this.values[index].textContent = text; });
    if (pixel === null) this.svg.setAttribute('aria-label', `${this.title}: ${this.series.map(([, name], index) => `${name} ${texts[index]}`).join(', ')}`);
  }
}

/** Round steps, two to four of them, up to the largest value. */
function scale(largest) {
  if (!(largest > 0)) return [1, 2];
  const power = 10 ** Math.floor(Math.log10(largest / 2));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate * 4 >= largest);
  return [step, Math.max(2, Math.ceil(largest / step))];
}
