// The map of the features. It is drawn when it comes into view, so that a page of very many samples opens at once.
const mapColours = ['#3b7dd8', '#e08a1e', '#2a9d63', '#c0504d', '#8e6bbf', '#8c6d46', '#d46fae', '#7f8c3a', '#2aa3b5', '#5c6f91', '#b8860b', '#4f9d8f'];
const mapGray = '#8a93a0';
const mapLevels = [['#8a93a0', 'nothing found'], ['#3b7dd8', 'note'], ['#e08a1e', 'warning'], ['#d62f2f', 'error']];
const mapRamp = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];
const mapListed = 5000;

const toBytes = text => Uint8Array.from(atob(text), character => character.charCodeAt(0));
const toRgb = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
const toWord = ([red, green, blue]) => (255 << 24 | blue << 16 | green << 8 | red) >>> 0;

class FeatureMap {
  constructor(panel) {
    const data = JSON.parse(byId('map-data').textContent);
    this.data = data;
    this.labels = toBytes(data.labels);
    this.levels = toBytes(data.levels);
    this.scores = data.scores.map(score => toBytes(score.ranks));
    this.maps = data.maps.map(map => this.readMap(map));
    this.canvas = byId('map-canvas');
    this.context = this.canvas.getContext('2d', { alpha: false });
    this.frame = { x: .5, y: .5, size: .2 };
    this.lasso = [];
    this.fillChoices();
    this.showAll();
    this.listen(panel);
    new ResizeObserver(() => this.resize()).observe(this.canvas);
  }

  readMap(map) {
    const has = toBytes(map.has);
    const [x, y] = [map.x, map.y].map(text => new Uint16Array(toBytes(text).buffer));
    const samples = new Uint32Array(x.length);
    for (let i = 0, at = 0; i < this.data.count; i++) if (has[i >> 3] >> (i & 7) & 1) samples[at++] = i;
    return { source: map.source, x, y, samples };
  }

  fillChoices() {
    this.data.scores.forEach((score, i) => byId('map-colour').add(new Option(`score ${score.name}`, String(i))));
    this.data.classes.forEach((name, i) => byId('map-class').add(new Option(name, String(i))));
  }

  listen(panel) {
    const canvas = this.canvas;
    for (const id of ['map-which', 'map-colour', 'map-class']) byId(id).addEventListener('change', () => this.draw());
    panel.querySelector('form').addEventListener('submit', event => event.preventDefault());
    for (const button of panel.querySelectorAll('[data-zoom]')) {
      button.addEventListener('click', () => {
        if (button.dataset.zoom === '0') this.showAll();
        else this.zoom(Number(button.dataset.zoom), this.width / 2, this.height / 2);
        this.draw();
      });
    }
    canvas.addEventListener('wheel', event => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.25 : .8, ...this.at(event));
      this.draw();
    }, { passive: false });
    canvas.addEventListener('pointerdown', event => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.moving = event.shiftKey ? this.at(event) : null;
      this.lasso = event.shiftKey ? [] : [this.at(event)];
      this.isDown = true;
    });
    canvas.addEventListener('pointermove', event => {
      // A frame may bring many places at once, and a quick hand draws corners with them.
      const parts = event.getCoalescedEvents();
      this.move((parts.length > 0 ? parts : [event]).map(part => this.at(part)));
    });
    canvas.addEventListener('pointerup', () => this.release());
    canvas.addEventListener('pointercancel', () => { this.isDown = false; this.lasso = []; this.paint(); });
    canvas.addEventListener('keydown', event => this.key(event));
    canvas.addEventListener('focus', () => this.paint());
    canvas.addEventListener('blur', () => this.paint());
    byId('theme').addEventListener('click', () => this.draw());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * this.ratio, (event.clientY - box.top) * this.ratio];
  }

  showAll() {
    this.scale = 1;
    this.left = 0;
    this.top = 0;
  }

  zoom(factor, x, y) {
    const scale = Math.min(200, Math.max(1, this.scale * factor));
    this.left = x - (x - this.left) * scale / this.scale;
    this.top = y - (y - this.top) * scale / this.scale;
    this.scale = scale;
    if (scale === 1) this.showAll();
  }

  resize() {
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (width === 0 || height === 0 || (width === this.width && height === this.height)) return;
    Object.assign(this, { ratio, width, height });
    this.canvas.width = width;
    this.canvas.height = height;
    this.showAll();
    this.draw();
  }

  /** Where the points lie on the canvas: the whole map in its middle, with the same scale on both axes. */
  place() {
    const map = this.maps[Number(byId('map-which').value)];
    const { x, y } = map;
    if (map.box === undefined) {
      const edges = values => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [65535, 0]);
      map.box = [edges(x), edges(y)];
    }
    const [[left, right], [low, high]] = map.box;
    const margin = 12 * this.ratio;
    const unit = Math.min((this.width - 2 * margin) / Math.max(1, right - left), (this.height - 2 * margin) / Math.max(1, high - low)) * this.scale;
    const shiftX = this.left + this.scale * this.width / 2 - unit * (left + right) / 2;
    const shiftY = this.top + this.scale * this.height / 2 + unit * (low + high) / 2;
    const [px, py] = [new Float32Array(x.length), new Float32Array(x.length)];
    for (let i = 0; i < x.length; i++) {
      px[i] = shiftX + unit * x[i];
      py[i] = shiftY - unit * y[i];
    }
    this.points = { samples: map.samples, x: px, y: py };
  }

  /** The colour of each sample, as a function; and the legend that says what they mean. */
  colouring() {
    const choice = byId('map-colour').value;
    const legend = byId('map-legend');
    const entry = (colour, text) => {
      const item = document.createElement('span');
      const swatch = document.createElement('i');
      swatch.style.background = colour;
      item.append(swatch, text);
      legend.append(item);
    };
    legend.replaceChildren();
    if (choice !== 'level' && this.levels.some(level => level > 1)) legend.append('rimmed: errors and warnings');
    if (choice === 'level') {
      mapLevels.forEach(([colour, text]) => entry(colour, text));
      const words = mapLevels.map(([colour]) => toWord(toRgb(colour)));
      return sample => words[this.levels[sample]];
    }
    if (choice === 'class') {
      this.data.classes.slice(0, mapColours.length).forEach((name, i) => entry(mapColours[i], name));
      if (this.data.classes.length > mapColours.length) entry(mapGray, 'other classes');
      const gray = toWord(toRgb(mapGray));
      const words = mapColours.map(colour => toWord(toRgb(colour)));
      return sample => words[this.labels[sample]] ?? gray;
    }
    const ranks = this.scores[Number(choice)];
    const words = Uint32Array.from({ length: 256 }, (_, rank) => {
      if (rank === 255) return toWord(toRgb(mapGray));
      const at = rank / 254 * (mapRamp.length - 1);
      const low = Math.min(Math.floor(at), mapRamp.length - 2);
      return toWord(mapRamp[low].map((value, i) => Math.round(value + (mapRamp[low + 1][i] - value) * (at - low))));
    });
    [[0, 'lowest'], [2, 'median'], [4, 'highest']].forEach(([at, text]) => entry(`rgb(${mapRamp[at].join(' ')})`, text));
    if (ranks.includes(255)) entry(mapGray, 'no score');
    return sample => words[ranks[sample]];
  }

  isShown(sample) {
    const wanted = byId('map-class').value;
    return wanted === '' || this.labels[sample] === Number(wanted);
  }

  draw() {
    if (!this.width) return;
    this.place();
    const { samples, x, y } = this.points;
    const colourOf = this.colouring();
    const back = getComputedStyle(this.canvas).backgroundColor.match(/\d+/g).map(Number);
    const faded = toWord(back.slice(0, 3).map(value => value > 127 ? value - 32 : value + 32));
    const picture = this.context.createImageData(this.width, this.height);
    const pixels = new Uint32Array(picture.data.buffer).fill(toWord(back));
    const size = Math.max(2, Math.round((samples.length > 20000 ? 1.5 : 2.5) * this.ratio));
    const put = (i, word, side) => {
      const left = Math.round(x[i] - side / 2);
      const top = Math.round(y[i] - side / 2);
      if (left < 0 || top < 0 || left + side > this.width || top + side > this.height) return;
      for (let row = top; row < top + side; row++) pixels.fill(word, row * this.width + left, row * this.width + left + side);
    };

    // What is flagged is drawn last and larger: it is what people look for, and there is little of it.
    for (let pass = 0; pass < 3; pass++) {
      for (let i = 0; i < samples.length; i++) {
        const sample = samples[i];
        const isShown = this.isShown(sample);
        const isFlagged = this.levels[sample] > 1;
        if (pass !== (isShown ? isFlagged ? 2 : 1 : 0)) continue;
        if (pass === 2) put(i, toWord(back.map(value => 255 - value)), size + 3);
        put(i, isShown ? colourOf(sample) : faded, pass === 2 ? size + 1 : size);
      }
    }
    this.picture = picture;
    this.paint();
  }

  /** The points, and over them what is being drawn around them. */
  paint() {
    if (!this.picture) return;
    const context = this.context;
    context.putImageData(this.picture, 0, 0);
    context.strokeStyle = getComputedStyle(this.canvas).color;
    context.lineWidth = 1.5 * this.ratio;
    const outline = this.lasso.length > 1 ? this.lasso : document.activeElement === this.canvas && this.usesKeys ? this.corners() : [];
    if (outline.length === 0) return;
    context.beginPath();
    outline.forEach(([x, y]) => context.lineTo(x, y));
    context.closePath();
    context.stroke();
  }

  move(points) {
    const point = points[points.length - 1];
    if (!this.isDown) {
      this.hover(point);
    } else if (this.moving) {
      this.left += point[0] - this.moving[0];
      this.top += point[1] - this.moving[1];
      this.moving = point;
      this.draw();
    } else {
      this.lasso.push(...points);
      this.paint();
    }
  }

  release() {
    if (!this.isDown) return;
    this.isDown = false;
    if (!this.moving && this.lasso.length > 3) this.list(this.inside(this.lasso));
    else if (!this.moving && this.lasso.length > 0) this.list(this.nearest(this.lasso[0]));
    this.moving = null;
  }

  hover(point) {
    const [i] = this.points ? this.nearest(point) : [];
    this.canvas.title = i === undefined ? '' : this.describe(i);
  }

  /** The shown point next to a place, if it is near enough to be meant. */
  nearest([px, py]) {
    const { samples, x, y } = this.points;
    let [best, least] = [-1, (8 * this.ratio) ** 2];
    for (let i = 0; i < samples.length; i++) {
      const distance = (x[i] - px) ** 2 + (y[i] - py) ** 2;
      if (distance < least && this.isShown(samples[i])) [best, least] = [i, distance];
    }
    return best < 0 ? [] : [samples[best]];
  }

  /** The shown samples inside of a polygon: a ray to the right crosses its sides an odd number of times. */
  inside(polygon) {
    const { samples, x, y } = this.points;
    const found = [];
    for (let i = 0; i < samples.length; i++) {
      if (!this.isShown(samples[i])) continue;
      let isIn = false;
      for (let a = 0, b = polygon.length - 1; a < polygon.length; b = a++) {
        const [ax, ay] = polygon[a];
        const [bx, by] = polygon[b];
        if ((ay > y[i]) !== (by > y[i]) && x[i] < (bx - ax) * (y[i] - ay) / (by - ay) + ax) isIn = !isIn;
      }
      if (isIn) found.push(samples[i]);
    }
    return found;
  }

  corners() {
    const [x, y] = [this.frame.x * this.width, this.frame.y * this.height];
    const [wide, high] = [this.frame.size * this.width / 2, this.frame.size * this.height / 2];
    return [[x - wide, y - high], [x + wide, y - high], [x + wide, y + high], [x - wide, y + high]];
  }

  key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const frame = this.frame;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (step) {
      frame.x = Math.min(1, Math.max(0, frame.x + step[0] * frame.size / 4));
      frame.y = Math.min(1, Math.max(0, frame.y + step[1] * frame.size / 4));
    } else if (event.key === '+' || event.key === '-') {
      frame.size = Math.min(1, Math.max(.02, frame.size * (event.key === '+' ? 1.5 : 1 / 1.5)));
    } else if (event.key === '0') {
      this.showAll();
      this.draw();
    } else if (event.key !== 'Enter') {
      return;
    }
    event.preventDefault();
    this.usesKeys = true;
    this.lasso = [];
    this.paint();
    const found = this.inside(this.corners());
    if (event.key === 'Enter') this.list(found);
    else this.tell(found);
  }

  tell(found) {
    const counts = new Map();
    for (const sample of found) counts.set(this.labels[sample], (counts.get(this.labels[sample]) ?? 0) + 1);
    const largest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([label, count]) => `${localCount(count)} ${this.data.classes[label] ?? 'of other classes'}`);
    const flagged = found.filter(sample => this.levels[sample] > 0).length;
    byId('map-found').textContent = found.length === 0 ? 'No points here.' : `${localCount(found.length)} ${found.length === 1 ? 'point' : 'points'}: ${largest.join(', ')}${counts.size > 3 ? ', …' : ''}; ${localCount(flagged)} flagged.`;
  }

  list(found) {
    this.tell(found);
    const names = found.slice(0, mapListed).map(sample => this.name(sample));
    byId('map-files').textContent = names.join('\n') + (found.length > mapListed ? `\n… ${localCount(found.length - mapListed)} more` : '');
    byId('map-list').hidden = found.length === 0;
    this.paint();
  }

  name(sample) {
    if (this.data.names.length === 0) return `row ${sample + 1}`;
    if (this.names === undefined) {
      const [parts, names] = [this.data.names, []];
      for (let i = 0, last = ''; i < parts.length; i += 2) names.push(last = last.slice(0, parts[i]) + parts[i + 1]);
      this.names = names;
    }
    return this.names[sample];
  }

  describe(sample) {
    return `${this.name(sample)} (${this.data.classes[this.labels[sample]] ?? 'another class'}${this.levels[sample] > 0 ? ', flagged' : ''})`;
  }
}

function startMap() {
  const panel = byId('map-panel');
  if (!byId('map')) return;
  panel.querySelector('.map-off').hidden = true;
  byId('map').hidden = false;
  let map = null;
  const observer = new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting)) start();
  }, { rootMargin: '200px' });
  const start = () => {
    observer.disconnect();
    map ??= new FeatureMap(panel);
  };
  observer.observe(byId('map'));

  // Paper is light, whatever the screen is.
  const theme = () => document.documentElement.dataset.theme;
  let onScreen;
  window.addEventListener('beforeprint', () => {
    onScreen = theme();
    document.documentElement.dataset.theme = 'light';
    start();
    map.resize();
    map.draw();
  });
  window.addEventListener('afterprint', () => {
    if (onScreen) document.documentElement.dataset.theme = onScreen;
    else delete document.documentElement.dataset.theme;
    map.draw();
  });
}

startMap();
